"""The parts of ./test that ran before this pytest run: linters, types, PostgreSQL. One failed part fails here."""

import os


def test_every_part_before_this_run_passed() -> None:
    """./test names the parts that failed, so that pytest's last line is true for the whole."""
    failed = [name for name in os.environ.get("YORISOI_FAILED_PARTS", "").split(";") if name]
    assert not failed, f"failed before this run (see above): {', '.join(failed)}"

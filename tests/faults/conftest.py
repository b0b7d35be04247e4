"""One server for each database and module; SQLite always, PostgreSQL where it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.real import Real, serving
from tests.template import put_tables


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """A server with nothing reported yet (by this module)."""
    folder: Path = tmp_path_factory.mktemp("real")
    with serving(folder, request.param, tables=lambda data: put_tables(tmp_path_factory, data)) as found:
        if found is None:
            pytest.skip("there is no PostgreSQL here")
        yield found

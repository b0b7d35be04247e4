"""`python -m yorisoi`: the same as the `yorisoi` command."""

import sys

from yorisoi.cli.main import main

sys.exit(main())

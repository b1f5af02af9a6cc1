"""`python -m bridgelint`."""

from __future__ import annotations

import sys

from bridgelint.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m bridgelint`, and the command `bridgelint`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run bridgelint; the exit status."""
    # Looking for cycles in frozen trees took a quarter of a long run and found none.
    gc.set_threshold(1_000_000)
    from bridgelint.cli.main import main as run  # noqa: PLC0415 # loading it fills the heap as well

    return run()


if __name__ == "__main__":
    sys.exit(main())

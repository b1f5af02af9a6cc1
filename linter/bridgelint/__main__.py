"""`python -m bridgelint`, and the command `bridgelint`."""

from __future__ import annotations

import sys

from bridgelint.cache.repeat import main as repeated_or

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> int:
    """Run bridgelint; the exit status."""
    return repeated_or(sys.argv[1:], _run)


def _run(argv: Sequence[str]) -> int:
    # A run that was made before ends without all this.
    import gc  # noqa: PLC0415 # as just said

    from bridgelint.cli import main as run  # noqa: PLC0415 # as just said

    # Looking for cycles in frozen trees took a quarter of a long run and found none.
    gc.set_threshold(1_000_000)
    return run(argv)


if __name__ == "__main__":
    sys.exit(main())

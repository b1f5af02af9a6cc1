"""`python -m bridgelint`, and the command `bridgelint`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """Run bridgelint. Return the exit status, or end the process with it."""
    # Searching for cycles in frozen trees took a quarter of a long run and found none. The
    # threshold is set before the imports, because they fill the heap as well.
    gc.set_threshold(1_000_000)
    from bridgelint.cli.main import main as run  # noqa: PLC0415 # as just said

    status = run()
    if _is_alone():
        # Taking the heap apart took a fifth of a small run.
        os._exit(status)
    return status


def _is_alone() -> bool:
    """Return whether nothing but this run needs the interpreter, and all output is written."""
    if sys.gettrace() or sys.getprofile() or "coverage" in sys.modules:
        return False
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

"""`python -m bridgelint`, and the command `bridgelint`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader


def main() -> int:
    """Run bridgelint. Return the exit status, or end the process with it."""
    # Searching for cycles in frozen trees took a quarter of a long run and found none. The
    # threshold is set before the imports, because they fill the heap as well.
    gc.set_threshold(1_000_000)
    sys.meta_path.insert(0, _OwnModules)
    from bridgelint.cli.main import main as run  # as just said

    status = run()
    if _is_alone():
        # Taking the heap apart took a fifth of a small run.
        os._exit(status)
    return status


class _OwnModules:
    """Finds a module of bridgelint in the one file where it is.

    The other finders look for it in the standard library and as an extension module, which took 5 %
    of a small run. Packages, and what is not a file, are left to them.
    """

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        if path is None or not name.startswith(("bridgelint.", "bridgelint_rules.")):
            return None
        file = f"{path[0]}/{name.rpartition('.')[2]}.py"
        if not os.path.isfile(file):  # noqa: PTH113 # pathlib is slow to import
            return None
        spec = ModuleSpec(name, SourceFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


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

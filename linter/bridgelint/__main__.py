"""`python -m bridgelint`, and the command `bridgelint`."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Sequence
from importlib._bootstrap_external import MAGIC_NUMBER, cache_from_source
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType


def main() -> int:
    """Run bridgelint. Return the exit status, or end the process with it."""
    # Searching for cycles in frozen trees took a quarter of a long run and found none. The
    # threshold is set before the imports, because they fill the heap as well.
    gc.set_threshold(1_000_000)
    sys.meta_path.insert(0, OwnModules)
    from bridgelint.cli.main import main as run  # as just said

    status = run()
    if _is_alone():
        # Taking the heap apart took a fifth of a small run.
        os._exit(status)
    return status


class OwnModules:
    """Finds and loads a module of bridgelint in the one file where it is.

    The interpreter's finders look for it in the standard library and as an extension module first,
    and its loader asks the file system twice as often as needed. Together that took 10 % of a small
    run. What is not an ordinary file with an ordinary compiled file is left to them.
    """

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, _target: object = None
    ) -> ModuleSpec | None:
        if path is None or not name.startswith(("bridgelint.", "bridgelint_rules.")):
            return None
        place = f"{path[0]}{os.sep}{name.rpartition('.')[2]}"
        for file in (f"{place}.py", f"{place}{os.sep}__init__.py"):
            try:
                found = os.stat(file)  # noqa: PTH116 # pathlib is slow to import
            except OSError:
                continue
            is_package = file != f"{place}.py"
            loader = _OwnLoader(name, file, found)
            spec = ModuleSpec(name, loader, origin=file, is_package=is_package)
            spec.has_location = True
            spec.cached = loader.compiled
            if spec.submodule_search_locations is not None:
                spec.submodule_search_locations.append(place)
            return spec
        return None


class _OwnLoader(SourceFileLoader):
    """Loads a module whose file has just been found."""

    def __init__(self, name: str, file: str, found: os.stat_result) -> None:
        super().__init__(name, file)
        self.found = found
        self.compiled = cache_from_source(file)

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the compiled code, from its file if that is as old and as long as it says."""
        header = MAGIC_NUMBER + bytes(4) + _four_bytes(self.found.st_mtime, self.found.st_size)
        data = _read(self.compiled)
        if data.startswith(header):
            code = marshal.loads(data[16:])  # noqa: S302 # as the interpreter's loader does
            if isinstance(code, CodeType) and code.co_filename == self.path:
                return code
        return super().get_code(fullname)


def _four_bytes(*numbers: float) -> bytes:
    return b"".join((int(each) & 0xFFFFFFFF).to_bytes(4, "little") for each in numbers)


def _read(path: str) -> bytes:
    """Return the bytes of a file, or `b""` if it is absent or too large for one call."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return b""
    try:
        data = os.read(file, _READ_AT_ONCE)
    finally:
        os.close(file)
    return data if len(data) < _READ_AT_ONCE else b""


_READ_AT_ONCE = 1 << 16


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

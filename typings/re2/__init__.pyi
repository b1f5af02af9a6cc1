# The part of google-re2 that bridgelint uses; the package has no types of its own.

class error(Exception): ...  # noqa: N801 # the library's name

class Options:
    log_errors: bool
    max_mem: int

class _Match:
    def span(self, group: int = 0) -> tuple[int, int]: ...

class _Regexp:
    @property
    def groups(self) -> int: ...
    @property
    def programsize(self) -> int: ...
    def search(self, text: bytes, pos: int | None = None) -> _Match | None: ...

def compile(pattern: str, options: Options | None = None) -> _Regexp: ...  # noqa: A001 # as above

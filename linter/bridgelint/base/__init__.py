"""Shared basics: records, source places, findings, failures, and suggestions; and here, the public
names of a package, imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def on_first_use(package: dict[str, object], homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package: given its globals, and the names by their module.

    A run that does not use a name does not load its module. Type checkers read the names in the
    `.pyi` file of the package.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def __getattr__(name: str) -> object:  # noqa: N807 # of a module
        if name not in home_of:
            raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")
        # `importlib.import_module` would not import a name that is a module itself.
        package[name] = getattr(__import__(home_of[name], fromlist=(name,)), name)
        return package[name]

    return __getattr__

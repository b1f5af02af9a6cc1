"""Access to all files on disk; each path is read once."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from bridgelint.base.records import Record
from bridgelint.base.source import SourceFile
from bridgelint.workspace.confinement import WorkingTrees, is_below
from bridgelint.workspace.discover import Place, configuration_files, discover
from bridgelint.workspace.exclusions import Exclusion, git_root
from bridgelint.workspace.files import (
    UnreadableFile,
    is_configuration,
    loading_order,
    read_bytes,
    test_files,
)
from bridgelint.workspace.local_calls import callers_of, is_local, local_calls, resolve, roots
from bridgelint.workspace.survey import Survey, survey

if TYPE_CHECKING:
    from bridgelint.workspace.directory import ModuleDirectory
    from bridgelint.workspace.init_files import InstalledModules
    from bridgelint.workspace.known_trees import KnownTrees

Following = Literal["all", "local", "none"]
"""Determines which module calls are followed."""


class Selection(Record):
    """The modules of a run."""

    modules: tuple[ModuleDirectory, ...]
    """The root modules to evaluate: they, or a module that they call, contain events (or something
    unreadable), and no other module of the selection calls them. In the order of the paths."""

    places: tuple[Place, ...]
    """All directories that were read."""

    missing: tuple[UnreadableFile, ...]
    """Paths passed by name that do not exist or cannot be read."""

    unreadable: tuple[UnreadableFile, ...]
    """Directories below those paths that cannot be read. (A file that cannot be read is one of the
    problems of its module.)"""


class Workspace:
    """Reads configuration. Paths are relative to the process's working directory."""

    def __init__(
        self,
        *,
        overlay: Mapping[str, bytes] | None = None,
        following: Following = "local",
        data_directory: str = ".terraform",
        trees: KnownTrees | None = None,
    ) -> None:
        """`overlay` contains texts that replace files, by path as in findings. `data_directory` is
        the value of `TF_DATA_DIR`; `trees` are those of an earlier check."""
        self._trees: Final = trees
        self.overlay: Final = dict(overlay or {})
        self.following: Final = following
        self.data_directory: Final = data_directory
        self._tops: list[str] = []
        self._anywhere: set[str] = set()
        self.unreadable: dict[str, UnreadableFile] = {}
        """The configuration files of modules that cannot be read, by path."""
        self._files: dict[str, SourceFile | UnreadableFile] = {}
        self._surveys: dict[str, Survey | None] = {}
        self._directories: dict[str, ModuleDirectory] = {}
        self._installed: dict[str, InstalledModules] = {}
        self._leads_outside = WorkingTrees().call_leads_outside

    def select(
        self,
        paths: Sequence[str] = (),
        *,
        recursive: bool = False,
        exclude: Sequence[Exclusion] = (),
    ) -> Selection:
        """Find the modules with events in the paths (see `discover.discover`)."""
        discovery = discover(paths, recursive=recursive, exclude=exclude)
        self.tops(paths)
        graph = self._graph(discovery.places)
        marked = [path for path in graph if (found := self._survey(path)) and found.marked]
        reaching = callers_of(marked, graph)
        searched = [place.path for place in discovery.places]
        # Links lead to one directory by several paths; those that were asked for come first.
        known = {
            path: self.directory(path).path for path in [*searched, *graph] if path in reaching
        }
        # The text may be misleading (a comment looks like a call), so matches are checked again.
        calls = {
            known[path]: tuple(known.get(each, each) for each in self._calls(path))
            for path in known
        }
        relevant = callers_of((known[path] for path in marked), calls)
        read = dict.fromkeys(known[path] for path in searched if path in known)
        chosen = roots([path for path in read if path in relevant], calls)
        return Selection(
            tuple(self.directory(path) for path in chosen),
            discovery.places,
            discovery.missing,
            discovery.skipped,
        )

    def tops(self, paths: Sequence[str]) -> None:
        """Record the paths passed by name, on which `reading_root` depends."""
        self._tops += (os.path.abspath(path) for path in paths or (".",))

    def let_lead_anywhere(self, path: str) -> None:
        """Allow a file of the command line to be a link out of the working tree."""
        self._anywhere.add(posixpath.normpath(path))

    def directory(self, path: str) -> ModuleDirectory:
        """Return the module in a directory; without blocks if it contains no configuration."""
        path = posixpath.normpath(path)
        if path not in self._directories:
            real = os.path.realpath(path)
            if real not in self._directories:
                self._directories[real] = self._load(path)
            self._directories[path] = self._directories[real]
        return self._directories[path]

    def follow(
        self, root: ModuleDirectory, caller: ModuleDirectory, calls: tuple[str, ...], source: str
    ) -> ModuleDirectory | str:
        """Return the directory of a module call, or a clause with the reason if it is not read.

        `calls` are the names of the calls from the root module to this one.
        """
        if self.following == "none":
            return "is not followed"
        if is_local(source):
            path = resolve(caller.path, source)
            if self._leads_outside(caller.path, path):
                return f"calls `{source}`, which is outside the working tree"
            if self._survey(path) is None:
                return f"calls `{source}`, which does not exist"
            return self.directory(path)
        if self.following == "local":
            return f"calls `{source}`, which is not a local directory"
        manifest = self._manifest(root.path)
        installed = manifest.directories.get(calls)
        if installed is None:
            return f"is not installed ({manifest.problem or 'run `terraform init`'})"
        if self._leads_outside(root.path, installed):
            return f"calls `{source}`, which is installed outside the working tree"
        return self.directory(installed)

    def read(self, path: str) -> SourceFile | UnreadableFile:
        """Return a file, with its path as in findings."""
        path = posixpath.normpath(path)
        if path not in self._files:
            anywhere = path in self._anywhere
            replaced = self.overlay.get(path)
            data = read_bytes(path, anywhere=anywhere) if replaced is None else replaced
            self._files[path] = _file(path, data)
        return self._files[path]

    def reading_root(self, path: str) -> str:
        """Return the absolute path of the directory that `file` and similar functions cannot leave,
        for the module in a directory: the git repository, otherwise the topmost path passed by
        name."""
        absolute = os.path.realpath(path)
        repository = git_root(absolute)
        if repository:
            return repository
        above = [top for top in map(os.path.realpath, self._tops) if is_below(absolute, top)]
        return min(above, key=len, default=absolute)

    def _survey(self, path: str) -> Survey | None:
        """Return a directory's survey. `None` if the directory does not exist."""
        if path not in self._surveys:
            names = configuration_files(path)
            self._surveys[path] = (
                None
                if isinstance(names, UnreadableFile)
                else survey(self._overlaid(Place(path, names)), self.overlay)
            )
        return self._surveys[path]

    def _overlaid(self, place: Place) -> Place:
        """Add the files that only the overlay contains."""
        if not self.overlay:
            return place
        split = (posixpath.split(path) for path in self.overlay)
        new = {name for parent, name in split if (parent or ".") == place.path}
        names = {*place.names, *filter(is_configuration, new)}
        return Place(place.path, loading_order(names))

    def _graph(self, places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
        """Return, for each directory and each reachable one, what its text may call."""
        for place in places:
            if place.path not in self._surveys:
                self._surveys[place.path] = survey(self._overlaid(place), self.overlay)
        graph: dict[str, tuple[str, ...]] = {}
        waiting = [place.path for place in places]
        while waiting:
            path = waiting.pop()
            found = None if path in graph else self._survey(path)
            if found is None:
                continue
            sources = found.sources if self.following != "none" else ()
            called = (resolve(path, source) for source in sources)
            # Where a call leads that matters is checked again.
            targets = tuple(
                each
                for each in called
                if each in self._surveys or not self._leads_outside(path, each)
            )
            graph[path] = targets + self._installed_below(path)
            waiting.extend(graph[path])
        return graph

    def _calls(self, path: str) -> tuple[str, ...]:
        if self.following == "none":
            return ()
        calls = local_calls(self.directory(path))
        targets = tuple(each for each in calls if not self._leads_outside(path, each))
        return targets + self._installed_below(path)

    def _installed_below(self, path: str) -> tuple[str, ...]:
        if self.following != "all":
            return ()
        installed = self._manifest(path).directories.values()
        return tuple(each for each in installed if not self._leads_outside(path, each))

    def _manifest(self, root: str) -> InstalledModules:
        if root not in self._installed:
            from bridgelint.workspace.init_files import installed_modules  # rarely

            self._installed[root] = installed_modules(root, self.data_directory)
        return self._installed[root]

    def _load(self, path: str) -> ModuleDirectory:
        # Most runs of a hook find no module to load.
        from bridgelint.workspace.directory import ModuleDirectory  # as just said

        found = self._survey(path)
        if found is None:
            return ModuleDirectory(path, ())
        prefix = "" if path == "." else f"{path}/"
        known = zip(found.place.names, found.data, strict=True) if found.marked else ()
        for name, data in known:
            self._files.setdefault(prefix + name, _file(prefix + name, data))
        files = [self.read(prefix + name) for name in found.place.names]
        unreadable = [each for each in files if isinstance(each, UnreadableFile)]
        self.unreadable.update((each.path, each) for each in unreadable)
        readable = [each for each in files if isinstance(each, SourceFile)]
        return ModuleDirectory(
            path,
            readable,
            all_read=not unreadable,
            tests=partial(test_files, path, self.read),
            trees=self._trees,
        )


def _file(path: str, data: bytes | UnreadableFile) -> SourceFile | UnreadableFile:
    return data if isinstance(data, UnreadableFile) else SourceFile(path, data)

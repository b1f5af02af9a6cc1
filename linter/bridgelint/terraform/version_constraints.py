"""Version constraints as Terraform evaluates them: `>= 1.14, < 2.0`, `~> 6.15`, `!= 1.14.0`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bridgelint.base.records import Record

# Compiled when a constraint is parsed, not when bridgelint starts.
_CONSTRAINT: Final = (
    r"\s*(?P<operator>=|!=|>=|<=|~>|>|<|)\s*v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)"
    r"(?:-(?P<pre>[0-9A-Za-z.\-~]+))?(?:\+[0-9A-Za-z.\-~]+)?\s*"
)
_COMPARISONS: Final[dict[str, Callable[[Numbers, Numbers], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FAR: Final = 20
"""Assumed upper bound of patch releases; only their existence matters."""

Numbers = tuple[int, int, int]


class Version(Record):
    """One release."""

    numbers: Numbers
    pre: str = ""
    """`rc2`, `alpha20260812`, or empty for a final release."""

    def __str__(self) -> str:
        core = ".".join(map(str, self.numbers))
        return f"{core}-{self.pre}" if self.pre else core


class VersionConstraint(Record):
    """One comparison of a constraint."""

    operator: str
    """`=` if it is omitted."""

    version: Version
    precision: int
    """The number of components written: `~> 1.14` has two."""

    def admits(self, version: Version) -> bool:
        """Return whether the version satisfies the constraint.

        Terraform ignores the pre-release part of its own version, so a pre-release is compared as
        such only with an exact constraint.
        """
        here, bound = version.numbers, self.version.numbers
        if self.operator in {"=", "!="}:
            same = here == bound and (not self.version.pre or self.version.pre == version.pre)
            return same == (self.operator == "=")
        if self.operator == "~>":
            kept = max(self.precision - 1, 0)
            return here >= bound and here[:kept] == bound[:kept]
        return _COMPARISONS[self.operator](here, bound)


def parse_version(text: str) -> Version | None:
    """Parse a bare version such as `1.16.0-rc2` or `v1.15`. `None` if it is anything else."""
    found = re.fullmatch(_CONSTRAINT, text)
    if found is None or found["operator"]:
        return None
    return _version(found)


def parse_constraints(text: str) -> tuple[VersionConstraint, ...] | None:
    """Parse a constraint into its comparisons, all of which must hold. `None` if it is invalid."""
    constraints: list[VersionConstraint] = []
    for part in text.split(","):
        found = re.fullmatch(_CONSTRAINT, part)
        if found is None:
            return None
        precision = min(found["numbers"].count(".") + 1, 3)
        constraints.append(VersionConstraint(found["operator"] or "=", _version(found), precision))
    return tuple(constraints)


def admitted(
    constraints: Iterable[VersionConstraint], minors: Iterable[tuple[int, int]]
) -> tuple[Version, ...]:
    """Return the releases of these minor versions that satisfy all constraints, in order.

    Patch releases beyond the existing ones are included, so that the result depends on what the
    range allows and not on what was published when this was written.
    """
    wanted = tuple(constraints)
    candidates = {((*minor, patch), "") for minor in minors for patch in range(_FAR)}
    candidates.update(each for constraint in wanted for each in _beside(constraint))
    # An exact constraint allows only one pre-release.
    releases = sorted(candidates, key=lambda each: (each[0], not each[1]))
    return tuple(filter(_admitting(wanted), (Version(*each) for each in releases)))


def may_reach(constraints: Iterable[VersionConstraint], first: Numbers) -> bool:
    """Return whether some version equal to or later than `first` satisfies all constraints."""
    wanted = tuple(constraints)
    bounds = (first, *(each.version.numbers for each in wanted))
    # Each `>` and `!=` excludes at most one of the releases that follow a bound.
    following = (
        Version((major, minor, patch + step))
        for major, minor, patch in bounds
        for step in range(len(wanted) + 1)
    )
    found = filter(_admitting(wanted), (*following, *(each.version for each in wanted)))
    return any(version.numbers >= first for version in found)


def _admitting(wanted: tuple[VersionConstraint, ...]) -> Callable[[Version], bool]:
    return lambda version: all(each.admits(version) for each in wanted)


def _version(found: re.Match[str]) -> Version:
    numbers = [*map(int, found["numbers"].split(".")), 0, 0]
    return Version((numbers[0], numbers[1], numbers[2]), found["pre"] or "")


def _beside(constraint: VersionConstraint) -> Iterator[tuple[Numbers, str]]:
    """Yield the named version and the nearest ones that `>` and `<` can still allow."""
    major, minor, patch = constraint.version.numbers
    yield (major, minor, patch), constraint.version.pre if constraint.operator == "=" else ""
    for near in range(max(patch - 1, 0), patch + 2):
        yield (major, minor, near), ""

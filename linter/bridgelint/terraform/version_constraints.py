"""Version constraints as Terraform evaluates them: `>= 1.14, < 2.0`, `~> 6.15`, `!= 1.14.0`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.base.records import dataclass

# Compiled when a constraint is parsed, not when bridgelint starts.
_CONSTRAINT: Final = (
    r"\s*(?P<operator>=|!=|>=|<=|~>|>|<|)\s*v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)"
    r"(?:-(?P<pre>[0-9A-Za-z.\-~]+))?(?:\+[0-9A-Za-z.\-~]+)?\s*"
)
_FAR: Final = 20
"""Assumed upper bound of patch and minor releases; only their existence matters."""


@dataclass(frozen=True, slots=True)
class Version:
    """One release. `order` sorts releases by semantic versioning."""

    numbers: tuple[int, int, int]
    pre: str = ""
    """`rc2`, `alpha20260812`, or empty for a final release."""

    @property
    def order(self) -> tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]:
        """The sort key; a pre-release sorts before its final release."""
        parts = tuple(
            (not part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in (self.pre.split(".") if self.pre else ())
        )
        return self.numbers, not self.pre, parts

    def __str__(self) -> str:
        core = ".".join(map(str, self.numbers))
        return f"{core}-{self.pre}" if self.pre else core


@dataclass(frozen=True, slots=True)
class VersionConstraint:
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
        if self.operator == ">=":
            return here >= bound
        if self.operator == "<=":
            return here <= bound
        return here > bound if self.operator == ">" else here < bound


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
    found = _admitted(tuple(constraints), minors)
    return tuple(sorted(found, key=lambda version: version.order))


def may_reach(constraints: Iterable[VersionConstraint], first: tuple[int, int, int]) -> bool:
    """Return whether some version equal to or later than `first` satisfies all constraints."""
    minors = [
        *((first[0], first[1] + step) for step in range(5 * _FAR)),
        *((first[0] + step, minor) for step in range(1, _FAR) for minor in (0, 1)),
    ]
    found = _admitted(tuple(constraints), minors)
    return any(version.numbers >= first for version in found)


def _admitted(
    wanted: tuple[VersionConstraint, ...], minors: Iterable[tuple[int, int]]
) -> Iterator[Version]:
    """Yield each allowed release of the minor versions, and those around the bounds, once."""
    known = {(*minor, patch): None for minor in minors for patch in range(_FAR)}
    beside = dict.fromkeys(version for each in wanted for version in _beside(each))
    others = (each for each in beside if each.pre or each.numbers not in known)
    for version in (*map(Version, known), *others):
        if all(each.admits(version) for each in wanted):
            yield version


def _version(found: re.Match[str]) -> Version:
    numbers = [*map(int, found["numbers"].split(".")), 0, 0]
    return Version((numbers[0], numbers[1], numbers[2]), found["pre"] or "")


def _beside(constraint: VersionConstraint) -> tuple[Version, ...]:
    """Return the named version and the nearest ones that `>` and `<` can still allow."""
    major, minor, patch = constraint.version.numbers
    found = [constraint.version, Version((major, minor, patch + 1))]
    if patch:
        found.append(Version((major, minor, patch - 1)))
    if constraint.version.pre and constraint.operator != "=":
        found[0] = Version(constraint.version.numbers)
    return tuple(found)

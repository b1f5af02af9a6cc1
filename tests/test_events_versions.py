"""Version constraints, and what a range makes of a finding."""

from __future__ import annotations

import pytest

from bridgelint.base.finding import Severity
from bridgelint.terraform.versions import (
    ALWAYS,
    BEFORE_1_15_1,
    BEFORE_1_16,
    SINCE_1_16,
    WORDS,
    Rejection,
    VersionDeclaration,
    VersionRange,
    admitted,
    may_reach,
    parse_constraints,
    parse_version,
    version_range,
)

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

NEVER = Rejection(before=(0, 0, 0))


def declared(*constraints: str) -> VersionRange:
    return version_range(VersionDeclaration(each) for each in constraints)


@pytest.mark.parametrize(
    ("constraint", "admits", "refuses"),
    [
        ("1.15.0", ["1.15.0"], ["1.15.1"]),
        ("= 1.15.0", ["1.15.0"], ["1.14.0"]),
        ("!= 1.15.0", ["1.15.1"], ["1.15.0"]),
        (">= 1.14", ["1.14.0", "1.16.0-rc2"], ["1.13.9"]),
        ("> 1.14", ["1.14.1"], ["1.14.0"]),
        ("<= 1.14", ["1.14.0"], ["1.14.1"]),
        ("< 1.16", ["1.15.99"], ["1.16.0", "1.16.0-rc2"]),
        ("~> 1.14", ["1.14.0", "1.99.0"], ["1.13.0", "2.0.0"]),
        ("~> 1.14.2", ["1.14.2", "1.14.9"], ["1.14.1", "1.15.0"]),
        ("~> 1", ["1.0.0", "2.0.0"], ["0.15.0"]),
        (">= 1.14, < 1.16", ["1.15.0"], ["1.16.0", "1.13.0"]),
        ("1.16.0-rc2", ["1.16.0-rc2"], ["1.16.0", "1.16.0-rc1"]),
        ("v1.15", ["1.15.0"], ["1.16.0"]),
    ],
)
def test_constraints(constraint: str, admits: list[str], refuses: list[str]) -> None:
    parsed = parse_constraints(constraint)
    assert parsed is not None
    versions = [*admits, *refuses]
    verdicts = [
        all(each.admits(version) for each in parsed)
        for version in map(parse_version, versions)
        if version
    ]
    assert verdicts == [True] * len(admits) + [False] * len(refuses)


@pytest.mark.parametrize("text", ["", "latest", ">= ", "1.x", "=> 1.14", ">= 1.14 < 1.16", "^1.14"])
def test_what_is_no_constraint(text: str) -> None:
    assert parse_constraints(text) is None


def test_releases_are_in_order() -> None:
    between = parse_constraints("> 1.15.17, < 1.16.2")
    assert between is not None
    found = [str(each) for each in admitted(between, [(1, 16), (1, 15)])]
    assert found == ["1.15.18", "1.15.19", "1.16.0", "1.16.1"]


@pytest.mark.parametrize(
    ("constraint", "reaches"),
    [
        ("6.15.0", True),
        ("~> 6.15", True),
        ("~> 6.0", True),
        (">= 5.0", True),
        ("~> 6.14.0", False),
        ("~> 5.0", False),
        ("< 6.15", False),
        ("< 6.15.1", True),
        (">= 5.0, != 6.15.0, < 6.15.1", False),
        ("> 6.14.0, < 7", True),
        ("6.94.0", True),
        ("~> 12.3", True),
        ("<= 6.15.0-beta1", True),
    ],
)
def test_whether_a_constraint_reaches_a_version(constraint: str, reaches: bool) -> None:  # noqa: FBT001 # a table
    parsed = parse_constraints(constraint)
    assert parsed is not None
    assert may_reach(parsed, (6, 15, 0)) is reaches


@pytest.mark.parametrize(
    ("constraints", "always", "before", "since", "unconfirmed"),
    [
        ([], ERROR, None, None, None),
        (["nonsense"], ERROR, None, None, None),
        ([">= 1.14"], ERROR, WARNING, WARNING, NOTICE),
        ([">= 1.0"], ERROR, WARNING, WARNING, NOTICE),
        (["~> 1.14"], ERROR, WARNING, WARNING, NOTICE),
        (["~> 1.14.0"], ERROR, ERROR, None, None),
        ([">= 1.14, < 1.16"], ERROR, ERROR, None, None),
        ([">= 1.14", "< 1.16"], ERROR, ERROR, None, None),
        ([">= 1.16"], ERROR, None, ERROR, WARNING),
        (["1.16.0-rc2"], ERROR, None, ERROR, WARNING),
        (["1.17.0-alpha20260812"], ERROR, None, ERROR, WARNING),
        (["1.15.9"], ERROR, ERROR, None, None),
        (["~> 1.5.0"], ERROR, None, None, None),
        ([">= 1.15", "< 1.15"], ERROR, None, None, None),
    ],
)
def test_how_a_range_weighs_a_finding(
    constraints: list[str],
    always: Severity,
    before: Severity | None,
    since: Severity | None,
    unconfirmed: Severity | None,
) -> None:
    versions = declared(*constraints)
    assert (
        versions.severity(ALWAYS),
        versions.severity(BEFORE_1_16),
        versions.severity(SINCE_1_16),
        versions.unconfirmed(),
        versions.severity(NEVER),
    ) == (always, before, since, unconfirmed, None)


def test_a_notice_stays_a_notice() -> None:
    assert declared(">= 1.14").severity(SINCE_1_16, NOTICE) is NOTICE
    assert declared(">= 1.16").severity(SINCE_1_16, NOTICE) is NOTICE


@pytest.mark.parametrize(
    ("constraints", "action", "caller", "dynamic"),
    [
        ([], None, None, None),
        ([">= 1.14"], None, WARNING, NOTICE),
        ([">= 1.13"], WARNING, WARNING, NOTICE),
        ([">= 1.0"], WARNING, WARNING, NOTICE),
        (["~> 1.13.0"], ERROR, ERROR, None),
        (["~> 1.15.0"], None, ERROR, None),
        ([">= 1.16"], None, None, WARNING),
        (["~> 1.14, != 1.14.0, < 2.0.0"], None, WARNING, NOTICE),
    ],
)
def test_how_a_range_weighs_a_word(
    constraints: list[str],
    action: Severity | None,
    caller: Severity | None,
    dynamic: Severity | None,
) -> None:
    versions = declared(*constraints)
    found = tuple(versions.word(word) for word in ("action", "caller", "dynamic"))
    assert found == (action, caller, dynamic)


@pytest.mark.parametrize(
    ("constraints", "before", "since", "old"),
    [
        ([], "1.14 and 1.15", "1.16 and later", ""),
        ([">= 1.14"], "1.14 and 1.15", "1.16 and later", ""),
        ([">= 1.13"], "1.14 and 1.15", "1.16 and later", "1.13"),
        ([">= 0.13"], "1.14 and 1.15", "1.16 and later", "1.13 and earlier"),
        (["~> 1.14"], "1.14 and 1.15", "1.16 and later", ""),
        ([">= 1.12, < 1.17"], "1.14 and 1.15", "1.16", "1.12 and 1.13"),
        (["> 1.15.3, < 1.17"], "1.15", "1.16", ""),
        (["1.15.9"], "1.15.9", "", ""),
        (["1.16.0-rc2"], "", "1.16.0-rc2", ""),
    ],
)
def test_names_the_releases(constraints: list[str], before: str, since: str, old: str) -> None:
    versions = declared(*constraints)
    assert (
        versions.names(BEFORE_1_16),
        versions.names(SINCE_1_16),
        versions.names(WORDS["action"].unknown_to, of_all=True),
    ) == (before, since, old)


def test_names_patch_releases_where_they_differ() -> None:
    assert declared(">= 1.14").names(BEFORE_1_15_1) == "1.14 and 1.15.0"


def test_asks_for_all_and_for_any() -> None:
    versions = declared(">= 1.14")
    assert (versions.all_in(SINCE_1_16), versions.any_in(SINCE_1_16)) == (False, True)
    assert (VersionRange().all_in(ALWAYS), VersionRange().any_in(NEVER)) == (
        True,
        False,
    )

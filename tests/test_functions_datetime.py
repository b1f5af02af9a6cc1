"""Dates against the calendar of Python, which knows the years 1 to 9999."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.records import replace
from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.calling import call
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.functions.rfc3339 import Timestamp, parse
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.values import string

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)
FORMAT = "YYYY-MM-DD'T'hh:mm:ssZZZZZ EEE MMM"


def computed(name: str, *arguments: str) -> object:
    """What a function makes of strings."""
    return call(name, tuple(map(string, arguments)), CONTEXT).content


def times() -> st.SearchStrategy[datetime]:
    """Times of whole seconds in time zones of whole minutes."""
    zones = st.integers(-1439, 1439).map(lambda each: timezone(timedelta(minutes=each)))
    moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=zones)  # noqa: DTZ001 # hypothesis wants them without
    return moments.map(lambda each: each.replace(microsecond=0))


@given(times())
def test_formatdate_agrees(time: datetime) -> None:
    expected = f"{time.isoformat()} {time:%a} {time:%b}"

    assert computed("formatdate", FORMAT, time.isoformat()) == expected


@given(times(), st.integers(-(10**9), 10**9))
def test_timeadd_agrees(time: datetime, seconds: int) -> None:
    later = time + timedelta(seconds=seconds) if 100 < time.year < 9900 else time
    duration = f"{seconds}s" if 100 < time.year < 9900 else "0s"

    added = computed("timeadd", time.isoformat(), duration)

    assert added == later.isoformat().replace("+00:00", "Z")


def test_digits_of_a_fraction_beyond_63_bits_are_ignored() -> None:
    added = computed("timeadd", "2024-01-01T00:00:00Z", f"0.25{'0' * 400}h")

    assert added == "2024-01-01T00:15:00Z"


@given(times(), times())
def test_timecmp_agrees(first: datetime, second: datetime) -> None:
    order = (first > second) - (first < second)

    assert computed("timecmp", first.isoformat(), second.isoformat()) == order


@given(st.integers(0, 9999), st.integers(-(2**33), 2**33), st.integers(-1439, 1439))
def test_every_second_has_a_text_that_means_it(year: int, seconds: int, minutes: int) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    start = f"{year:04d}-07-01T00:00:00{sign}{hours:02d}:{rest:02d}"
    before, after = parse(start), parse(str(computed("timeadd", start, f"{seconds}s")))

    assert isinstance(before, Timestamp)
    if isinstance(after, Timestamp):
        assert after == replace(before, epoch_seconds=before.epoch_seconds + seconds, fragile=ANY)
    else:
        assert not 273 <= year <= 9726


@pytest.mark.parametrize(
    ("start", "duration", "text"),
    [
        ("1970-01-01T00:00:00Z", "0s", "1970-01-01T00:00:00Z"),
        ("0000-01-01T00:00:00Z", "-1s", "-0001-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59+01:00", "1s", "10000-01-01T00:00:00+01:00"),
    ],
)
def test_years_of_every_length(start: str, duration: str, text: str) -> None:
    assert computed("timeadd", start, duration) == text


@pytest.mark.parametrize(
    ("name", "arguments", "argument"),
    [
        ("formatdate", ("YYYYY", "2020-01-01T00:00:00Z"), 0),
        ("formatdate", ("'open", "2020-01-01T00:00:00Z"), 0),
        ("formatdate", ("YYYY", "2020-13-01T00:00:00Z"), 1),
        ("timeadd", ("2020-02-30T00:00:00Z", "1h"), 0),
        ("timeadd", ("2020-01-01T00:00:00Z", "1d"), 1),
        ("timeadd", ("2020-01-01T00:00:00Z", "9223372036854775808ns"), 1),
        ("timecmp", ("2020-01-01T00:00:00Z", "2020-01-01"), 1),
    ],
)
def test_the_argument_at_fault(name: str, arguments: tuple[str, ...], argument: int) -> None:
    with pytest.raises(FunctionError) as raised:
        computed(name, *arguments)

    assert raised.value.argument == argument

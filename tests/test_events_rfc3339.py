"""What counts as a timestamp, compared with Go's own verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.eventbridge.rfc3339 import NoTimestamp, Timestamp, may_begin, parse

GO_ACCEPTS = [
    "2024-01-02T03:04:05Z",
    "2024-01-02T3:04:05Z",
    "2024-01-02T03:04:05.1Z",
    "2024-01-02T03:04:05.123456789Z",
    "2024-01-02T03:04:05.1234567890123Z",
    "2024-01-02T03:04:05,123Z",
    "2024-01-02T03:04:05+00:00",
    "2024-01-02T03:04:05-00:00",
    "2024-01-02T03:04:05+05:30",
    "2024-01-02T03:04:05+14:00",
    "2024-01-02T03:04:05+23:59",
    "2024-01-02T03:04:05+24:00",
    "2024-01-02T03:04:05+24:60",
    "2024-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0000-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
]

GO_REFUSES = [
    "2024-01-02T03:04:05z",
    "2024-01-02t03:04:05Z",
    "2024-01-02 03:04:05Z",
    "2024-01-02_03:04:05Z",
    "2024-01-02T03:04:05",
    "2024-01-02T03:04Z",
    "2024-01-02",
    "2024-1-2T03:04:05Z",
    "2024-01-02T03:4:05Z",
    "2024-01-02T03:04:5Z",
    "2024-01-02T03:04:05.Z",
    "2024-01-02T03:04:05+25:00",
    "2024-01-02T03:04:05+05:61",
    "2024-01-02T03:04:05+0530",
    "2024-01-02T03:04:05+05",
    "2024-01-02T03:04:05 +05:30",
    "2024-01-02T03:04:05\u221205:30",
    "2024-01-02T23:59:60Z",
    "2024-01-02T24:00:00Z",
    "2024-01-02T25:00:00Z",
    "2024-01-02T23:60:00Z",
    "2023-02-29T00:00:00Z",
    "2024-02-30T00:00:00Z",
    "2024-04-31T00:00:00Z",
    "2024-00-01T00:00:00Z",
    "2024-13-01T00:00:00Z",
    "2024-01-00T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "-001-01-01T00:00:00Z",
    "20240102T030405Z",
    "2024-W01-2T03:04:05Z",
    "2024-002T03:04:05Z",
    "2024-01-02T03:04:05ZZ",
    " 2024-01-02T03:04:05Z",
    "2024-01-02T03:04:05Z ",
    "2024-01-02T03:04:05Z\n",
    "2024-01-02T03:04:05Z[Europe/Paris]",
    "2024-01-02T03:04:05UTC",
    "Tue, 02 Jan 2024 03:04:05 GMT",
    "1704164645",
    "2024/01/02T03:04:05Z",
    "",
    "now",
    "\uff12\uff10\uff12\uff14-01-02T03:04:05Z",
    "\u0662\u0660\u0662\u0664-01-02T03:04:05Z",
]


@pytest.mark.parametrize("text", GO_ACCEPTS)
def test_accepts_what_go_accepts(text: str) -> None:
    assert isinstance(parse(text), Timestamp)


@pytest.mark.parametrize("text", GO_REFUSES)
def test_refuses_what_go_refuses(text: str) -> None:
    assert isinstance(parse(text), NoTimestamp)


@pytest.mark.parametrize(
    ("text", "fragile"),
    [
        ("2024-01-02T03:04:05.5+23:59", ()),
        ("2024-01-02T3:04:05Z", ("one-digit hour",)),
        ("2024-01-02T03:04:05,5Z", ("comma",)),
        ("2024-01-02T03:04:05+24:00", ("offset hour 24",)),
        ("2024-01-02T03:04:05-01:60", ("offset minute 60",)),
        ("0000-01-02T03:04:05Z", ("year 0000",)),
        (
            "0000-01-02T3:04:05,5+24:60",
            ("one-digit hour", "comma", "offset hour 24", "offset minute 60", "year 0000"),
        ),
    ],
)
def test_names_the_fragile_forms(text: str, fragile: tuple[str, ...]) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Timestamp)
    assert parsed.fragile == fragile


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        (" 2024-01-02T03:04:05Z", "it has white space around it"),
        ("02.01.2024", "it does not begin with a date such as `2024-01-31`"),
        ("2024-01-02", "it has no time"),
        ("2024-01-02 03:04:05Z", "there is no `T` between date and time"),
        ("2024-01-02T03:04:05", "it has no offset such as `Z` or `+01:00`"),
        ("2024-01-02T03:04:05z", "the `Z` is in lower case"),
        (
            "2024-01-02T03:04Z",
            "what follows the date is not of the form `T15:04:05Z` or `T15:04:05+01:00`",
        ),
        ("2023-02-29T00:00:00Z", "2023-02 has no day 29"),
        ("2024-13-01T00:00:00Z", "there is no month 13"),
        ("2024-01-01T24:00:00Z", "there is no hour 24"),
        ("2024-01-01T00:00:00+25:00", "an offset has no hour 25"),
    ],
)
def test_says_why(text: str, reason: str) -> None:
    assert parse(text) == NoTimestamp(reason)


def test_cuts_off_beyond_nanoseconds() -> None:
    assert parse("1970-01-01T00:00:01.1234567899Z") == Timestamp(1, 123_456_789, ())


def test_an_offset_of_24_hours_is_a_day() -> None:
    assert parse("1970-01-02T00:00:00+24:00") == Timestamp(0, 0, ("offset hour 24",))


@pytest.mark.parametrize(
    ("text", "milliseconds", "as_it_is"),
    [
        ("2024-01-02T03:04:05.9996Z", 1704164645999, True),
        ("1969-12-31T23:59:58.0004999Z", -1999, True),
        ("1677-09-21T00:12:43.145224192Z", -9223372036854, True),
        ("1677-09-21T00:12:43.145224191Z", 9223372036854, False),
        ("2262-04-11T23:47:16.854775807Z", 9223372036854, True),
        ("2262-04-11T23:47:16.854775808Z", -9223372036854, False),
        ("9999-12-31T23:59:59Z", -4852116232933, False),
    ],
)
def test_what_the_sdk_sends(text: str, milliseconds: int, *, as_it_is: bool) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Timestamp)
    assert (parsed.milliseconds, parsed.is_sent_as_it_is) == (milliseconds, as_it_is)


@given(
    moment=st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 # made aware below
    minutes=st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_means_the_same_moment_as_datetime(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    parsed = parse(aware.isoformat())
    assert isinstance(parsed, Timestamp)
    exact = (aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)
    assert (parsed.milliseconds, parsed.fragile) == (int(exact), ())


@pytest.mark.parametrize("text", GO_ACCEPTS)
def test_may_begin_with_every_beginning_of_what_go_accepts(text: str) -> None:
    assert [end for end in range(len(text) + 1) if not may_begin(text[:end])] == []


@pytest.mark.parametrize(
    "text", ["x", "2024-1-", "2024-01-02 ", "2024-01-02T03:4:", "2024-01-02T03:04:05z", "\uff12"]
)
def test_may_not_begin_with_what_leads_nowhere(text: str) -> None:
    assert not may_begin(text)

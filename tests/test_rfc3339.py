"""What counts as a timestamp, compared with Go's own verdicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.eventbridge.limits import FIRST_SENT, LAST_SENT, is_in_range, sent_time
from bridgelint.terraform.functions.rfc3339 import NoTimestamp, Timestamp, may_begin, parse

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
        ("", "the string is empty"),
        (" 2024-01-02T03:04:05Z", "leading or trailing white space"),
        ("02.01.2024", "expected a date such as `2024-01-31` at the start"),
        ("2024-01-02", "missing time"),
        ("2024-01-02 03:04:05Z", "missing `T` between date and time"),
        ("2024-01-02T03:04:05", "missing offset such as `Z` or `+01:00`"),
        ("2024-01-02T03:04:05z", "the `Z` must be uppercase"),
        (
            "2024-01-02T03:04Z",
            "expected `T15:04:05Z` or `T15:04:05+01:00` after the date",
        ),
        ("2023-02-29T00:00:00Z", "2023-02 does not have a day 29"),
        ("2024-13-01T00:00:00Z", "invalid month 13"),
        ("2024-01-01T24:00:00Z", "invalid hour 24"),
        ("2024-01-01T00:00:00+25:00", "invalid offset hour 25"),
    ],
)
def test_says_why(text: str, reason: str) -> None:
    assert parse(text) == NoTimestamp(reason)


def test_cuts_off_beyond_nanoseconds() -> None:
    assert parse("1970-01-01T00:00:01.1234567899Z") == Timestamp(1, 123_456_789, ())


def test_an_offset_of_24_hours_is_a_day() -> None:
    assert parse("1970-01-02T00:00:00+24:00") == Timestamp(0, 0, ("offset hour 24",), 86_400)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("9999-12-31T23:59:59Z", "1816-03-30T05:56:07.067Z"),
        ("0001-01-01T00:00:00Z", "1754-08-30T22:43:41.129Z"),
        ("0000-01-01T00:00:00Z", "1753-08-29T22:43:41.129Z"),
        (FIRST_SENT, "1677-09-21T00:12:43.146Z"),
        (LAST_SENT, "2262-04-11T23:47:16.854Z"),
        ("1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854Z"),
        ("2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.146Z"),
        ("2024-01-02T04:04:05.9996Z", "2024-01-02T04:04:05.999Z"),
        ("1969-12-31T23:59:58.0004999Z", "1969-12-31T23:59:58.001Z"),
    ],
)
def test_what_the_sdk_sends(text: str, sent: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, Timestamp)
    assert sent_time(parsed) == datetime.fromisoformat(sent)
    assert is_in_range(parsed) == (FIRST_SENT <= text <= LAST_SENT)


@given(
    moment=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)),  # noqa: DTZ001 # made aware below
    minutes=st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_means_the_same_moment_as_datetime(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    parsed = parse(aware.isoformat())
    assert isinstance(parsed, Timestamp)
    seconds = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    assert (parsed.epoch_seconds, parsed.fragile) == (seconds, ())
    assert parsed.nanoseconds == moment.microsecond * 1000


@pytest.mark.parametrize("text", GO_ACCEPTS)
def test_may_begin_with_every_beginning_of_what_go_accepts(text: str) -> None:
    assert [end for end in range(len(text) + 1) if not may_begin(text[:end])] == []


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "2024-1-",
        "2024-01-02 ",
        "2024-01-02T03:4:",
        "2024-01-02T03:04:05z",
        "2024-01-02T03:04:05,Z",
        "\uff12",
    ],
)
def test_may_not_begin_with_what_leads_nowhere(text: str) -> None:
    assert not may_begin(text)

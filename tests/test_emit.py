"""`--emit` against the answers of AWS: what is sent, what is sent again, and what is told."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridgelint.emit import aws, emitting
from bridgelint.emit import receipt as receipt_module
from bridgelint.emit.ledger import Ledger
from bridgelint.emit.sending import Pace
from emit_support import (
    Endpoint,
    Entry,
    Handler,
    accept,
    action,
    emit,
    hang,
    receipt,
    refuse,
    reset,
    serving,
    throttle,
    told,
    trigger,
)
from support import Result

ONE = "00000000-0000-0000-0000-000000000001"
TWO = "00000000-0000-0000-0000-000000000002"
THREE = "00000000-0000-0000-0000-000000000003"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits; the longest time that each pause might have taken."""
    waited: list[float] = []
    monkeypatch.setattr(emitting, "PACE", Pace(sleep=waited.append, jitter=lambda: 1.0))
    return waited


def write(directory: Path, *actions: str) -> None:
    """A configuration of these actions, each of them triggered."""
    names = [each.split('"')[3] for each in actions]
    (directory / "main.tf").write_text("".join(actions) + trigger(*names))


def details(*names: str) -> list[str]:
    """As the entries of `emit_support.action` are sent."""
    return [json.dumps({"id": each}, separators=(",", ":")) for each in names]


def test_the_receipt_names_every_entry(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2"), details("3")]
    entry: dict[str, Any] = {
        "source": "acme.orders",
        "detail_type": "Order Created",
        "event_bus_name": "default",
        "status": "accepted",
        "error_code": None,
        "error_message": None,
        "attempts": 1,
    }
    assert receipt(result) == {
        "format_version": "1.0",
        "account": "123456789012",
        "interrupted": False,
        "accepted": 3,
        "failed": 0,
        "unknown": 0,
        "not_sent": 0,
        "requests": [
            {
                "address": "action.aws_events_put_events.a",
                "region": "eu-west-1",
                "entries": [
                    {"entry": 0, "event_id": ONE, **entry},
                    {"entry": 1, "event_id": TWO, **entry},
                ],
            },
            {
                "address": "action.aws_events_put_events.b",
                "region": "eu-west-1",
                "entries": [{"entry": 0, "event_id": THREE, **entry}],
            },
        ],
    }
    assert result.stderr == (
        "Sending 3 entries in 2 requests\n"
        "  account   123456789012\n"
        f"  endpoint  {endpoint.url}\n"
        "  action.aws_events_put_events.a: 2 entries to default in eu-west-1 (from AWS_REGION)\n"
        "  action.aws_events_put_events.b: 1 entry to default in eu-west-1 (from AWS_REGION)\n"
    )
    assert result.status == 0


def test_the_receipt_as_a_table(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"))
    endpoint.answers = [accept((1, "MalformedDetail", "Detail is malformed."))]
    result = emit(tmp_path, endpoint)
    assert result.stdout == (
        "action.aws_events_put_events.a in eu-west-1\n"
        f"   1  Order Created  accepted  {ONE}\n"
        "   2  Order Created  failed    MalformedDetail: Detail is malformed.\n"
        "2 entries: 1 accepted, 1 failed\n"
    )
    assert result.status == 1


def test_a_partial_failure_is_not_sent_again(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1", "2", "3"), action("b", "4"))
    code, message = "NotAuthorizedForSourceException", "Not authorized for the source."
    endpoint.answers = [accept((1, code, message))]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2", "3"), details("4")]
    assert told(receipt(result)) == [
        [
            ("accepted", ONE, 1),
            ("failed", code, 1),
            ("accepted", TWO, 1),
        ],
        [("accepted", THREE, 1)],
    ]
    assert receipt(result)["requests"][0]["entries"][1]["error_message"] == message
    assert (result.status, pauses) == (1, [])


def test_throttled_entries_are_sent_again_alone(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1", "2", "3"))
    endpoint.answers = [throttle(0, 2), throttle(1)]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2", "3"), details("1", "3"), details("3")]
    assert told(receipt(result)) == [
        [("accepted", TWO, 2), ("accepted", ONE, 1), ("accepted", THREE, 3)]
    ]
    assert (result.status, pauses) == (0, [0.5, 1.0])


def test_internal_failures_are_sent_again(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1", "2"))
    endpoint.answers = [accept((0, "InternalFailure", ""), (1, "MalformedDetail", ""))]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2"), details("1")]
    assert told(receipt(result)) == [[("accepted", ONE, 2), ("failed", "MalformedDetail", 1)]]
    assert (result.status, pauses) == (1, [0.5])


def test_throttling_that_does_not_clear_ends(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [throttle(1), *[throttle(0)] * 4]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2"), *[details("2")] * 4, details("3")]
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("failed", "ThrottlingException", 5)],
        [("accepted", TWO, 1)],
    ]
    assert (result.status, pauses) == (1, [0.5, 1.0, 2.0, 4.0])


def test_pauses_have_a_longest() -> None:
    waited: list[float] = []
    for pace in (
        Pace(sleep=waited.append, jitter=lambda: 0.0),
        Pace(sleep=waited.append, jitter=lambda: 1.0),
    ):
        pace.wait(1)
        pace.wait(30)
    assert waited == [0.25, 5.0, 0.5, 10.0]


@pytest.mark.parametrize(
    ("status", "code", "message", "outcome"),
    [
        (400, "ValidationException", "1 validation error detected", "failed"),
        (
            400,
            "AccessDeniedException",
            "not authorized to perform: events:PutEvents",
            "failed",
        ),
        (400, "ThrottlingException", "Rate exceeded", "failed"),
        (413, "413", "", "failed"),
        (500, "InternalFailure", "", "unknown"),
        (503, "ServiceUnavailable", "", "unknown"),
    ],
)
def test_a_refused_request_ends_the_run(
    tmp_path: Path,
    *,
    endpoint: Endpoint,
    pauses: list[float],
    status: int,
    code: str,
    message: str,
    outcome: str,
) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"), action("c", "4"))
    endpoint.answers = [accept(), refuse(status, code, message)]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2"), details("3")]
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("accepted", TWO, 1)],
        [(outcome, code, 1)],
        [("not sent", None, 0)],
    ]
    assert (receipt(result)["requests"][1]["entries"][0]["error_message"] or "") == message
    assert (result.status, pauses) == (1, [])


def test_a_connection_that_breaks_in_mid_answer(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1"), action("b", "2"), action("c", "3"))
    endpoint.answers = [accept(), reset]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1"), details("2")]
    first, second, third = told(receipt(result))
    assert (first, third) == ([("accepted", ONE, 1)], [("not sent", None, 0)])
    assert second[0][0] == "unknown"
    assert (result.status, pauses) == (1, [])


def test_a_server_that_never_answers(
    tmp_path: Path,
    endpoint: Endpoint,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aws, "READ_SECONDS", 0.3)
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [hang]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1")]
    assert told(receipt(result)) == [
        [("unknown", "ReadTimeoutError", 1)],
        [("not sent", None, 0)],
    ]
    assert (result.status, pauses) == (1, [])


def test_a_server_that_is_not_there(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    endpoint.url = "http://127.0.0.1:9"
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [[("failed", "EndpointConnectionError", 1)]]
    assert "account   unknown (sts:GetCallerIdentity did not answer)" in result.stderr
    assert result.status == 1


def test_an_answer_that_makes_no_sense(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [lambda handler, _: handler.answer(200, '{"Entries": [{"EventId": "x"}]}')]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [
        [("unknown", None, 1), ("unknown", None, 1)],
        [("not sent", None, 0)],
    ]
    assert result.status == 1


def test_botocore_repeats_a_request_only_when_asked(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    endpoint.answers = [refuse(500, "InternalFailure", "")]
    environment = {"AWS_MAX_ATTEMPTS": "4", "AWS_RETRY_MODE": "legacy"}
    assert emit(tmp_path, endpoint, environment=environment).status == 1
    assert endpoint.details() == [details("1")]
    endpoint.answers = [refuse(500, "InternalFailure", "")]
    assert emit(tmp_path, endpoint, "--max-attempts", "2").status == 0
    assert endpoint.details() == [details("1")] * 3


# -- interruption


def test_an_interruption_between_requests(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_seconds: float) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(emitting, "PACE", Pace(sleep=interrupt, jitter=lambda: 1.0))
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [throttle(1)]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("failed", "ThrottlingException", 1)],
        [("not sent", None, 0)],
    ]
    assert receipt(result)["interrupted"] is True
    assert (result.status, endpoint.details()) == (1, [details("1", "2")])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_while_an_answer_is_awaited(
    tmp_path: Path, endpoint: Endpoint, number: signal.Signals
) -> None:
    def wait(handler: Handler, entries: list[Entry]) -> None:
        signal.raise_signal(number)
        hang(handler, entries)

    write(tmp_path, action("a", "1"), action("b", "2"), action("c", "3"))
    endpoint.answers = [accept(), wait]
    result = emit(tmp_path, endpoint)
    assert result.stdout.splitlines()[-1] == (
        "interrupted: 3 entries: 1 accepted, 1 unknown, 1 not sent"
    )
    assert (result.status, endpoint.details()) == (1, [details("1"), details("2")])


def test_an_interruption_before_anything_is_sent(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_aws: aws.Aws, _region: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(aws.Aws, "account", interrupt)
    write(tmp_path, action("a", "1"))
    assert emit(tmp_path, endpoint) == Result(1, "", "\nnothing was sent\n")
    assert endpoint.received == []


def test_a_receipt_that_cannot_be_written_is_shown(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json=none/receipt.json")
    assert result.stderr.endswith(
        "action.aws_events_put_events.a in eu-west-1\n"
        f"   1  Order Created  accepted  {ONE}\n"
        "1 entry: 1 accepted\n"
        "error: cannot write `none/receipt.json`: No such file or directory\n"
    )
    assert result.status == 1


def test_a_receipt_that_nobody_may_interrupt(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(ledger: Ledger, account: str) -> str:
        signal.raise_signal(signal.SIGINT)
        return made(ledger, account)

    made = receipt_module.receipt
    monkeypatch.setattr(receipt_module, "receipt", interrupted)
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [[("accepted", ONE, 1)]]
    assert result.status == 0


def test_a_receipt_with_a_copy_for_a_program(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    path = tmp_path / "receipt.json"
    result = emit(tmp_path, endpoint, "-f", "default", "-f", f"json={path}")
    assert result.stdout.splitlines()[-1] == "1 entry: 1 accepted"
    assert told(json.loads(path.read_text())) == [[("accepted", ONE, 1)]]

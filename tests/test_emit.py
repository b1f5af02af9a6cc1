"""`--emit` against the answers of AWS: what is sent, what is sent again, and what is reported."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridgelint.emit import aws, emitting, sending, targets
from bridgelint.emit.receipt import Told
from bridgelint.emit.receipt import receipt as made
from emit_support import (
    Answer,
    Endpoint,
    Entry,
    Handler,
    accept,
    action,
    digest,
    emit,
    events,
    hang,
    journal,
    receipt,
    refuse,
    reset,
    serving,
    throttle,
    told,
    write,
)

ONE = "00000000-0000-0000-0000-000000000001"
TWO = "00000000-0000-0000-0000-000000000002"
THREE = "00000000-0000-0000-0000-000000000003"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No pause is made; the longest time that each might have taken."""
    waited: list[float] = []
    pause = sending.pause

    def none(attempt: int, _: float) -> float:
        waited.append(pause(attempt, 1.0))
        return 0

    monkeypatch.setattr(sending, "pause", none)
    return waited


def details(*names: str) -> list[str]:
    """As the entries of `emit_support.action` are sent."""
    return [json.dumps({"id": each}, separators=(",", ":")) for each in names]


def test_the_document_and_the_journal(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2"), details("3")]
    name = "action.aws_events_put_events"
    target = {
        "arn": "arn:aws:iam::123456789012:user/me",
        "account": "123456789012",
        "region": "eu-west-1",
        "endpoint": endpoint.url,
    }
    path = journal(tmp_path)

    def entry(index: int, address: str, event_id: str) -> dict[str, Any]:
        return {
            "entry": index,
            "id": f"{address}#{index + 1}",
            "source": "acme.orders",
            "detail_type": "Order Created",
            "event_bus_name": "default",
            "status": "accepted",
            "event_id": event_id,
            "error_code": None,
            "error_message": None,
            "attempts": 1,
        }

    common = {"directory": ".", "target": 0, "firing": None}
    first = {"request": 1, "address": f"{name}.a", **common}
    second = {"request": 2, "address": f"{name}.b", **common}
    assert receipt(result) == {
        "format_version": "1.0",
        "exit_status": 0,
        "directory": str(tmp_path),
        "receipt": str(path.relative_to(tmp_path)),
        "interrupted": False,
        "targets": [target],
        "accepted": 3,
        "failed": 0,
        "unknown": 0,
        "not_sent": 0,
        "requests": [
            {
                **first,
                "region": "eu-west-1",
                "entries": [entry(0, f"{name}.a", ONE), entry(1, f"{name}.a", TWO)],
            },
            {**second, "region": "eu-west-1", "entries": [entry(0, f"{name}.b", THREE)]},
        ],
        "skipped": [],
        "errors": [],
    }
    assert result.stderr == (
        "Sending 3 entries in 2 requests\n"
        f"  directory  {tmp_path}\n"
        f"  {name}.a: terraform_data.t after_create\n"
        "    region eu-west-1 (AWS_REGION), 2 entries, 68 bytes\n"
        "    1  bus default  source acme.orders  detail_type Order Created\n"
        "    2  bus default  source acme.orders  detail_type Order Created\n"
        f"  {name}.b: terraform_data.t after_create\n"
        "    region eu-west-1 (AWS_REGION), 1 entry, 34 bytes\n"
        "    1  bus default  source acme.orders  detail_type Order Created\n"
        f"  endpoint  {endpoint.url}\n"
        "  identity  arn:aws:iam::123456789012:user/me\n"
        "  account   123456789012, eu-west-1\n"
    )
    lines = events(path)
    moments = [each.pop("time") for each in lines]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", each) for each in moments)
    ok = {"status": "accepted", "error_code": None, "error_message": None}
    version = lines[0]["version"]
    hashes = [[digest(each) for each in request] for request in endpoint.received]
    assert lines == [
        {
            "event": "start",
            "format_version": "1.0",
            "version": version,
            "directory": str(tmp_path),
            "targets": [target],
            "plan": None,
            "requests": [
                {
                    **first,
                    "entries": [{"entry": n, "sha256": each} for n, each in enumerate(hashes[0])],
                },
                {**second, "entries": [{"entry": 0, "sha256": hashes[1][0]}]},
            ],
        },
        {
            "event": "request-sent",
            "request": 1,
            "attempt": 1,
            "address": f"{name}.a",
            "entries": [0, 1],
            "sha256": digest({"Entries": endpoint.received[0]}),
        },
        {
            "event": "answer",
            "request": 1,
            "attempt": 1,
            "entries": [
                {"entry": 0, "event_id": ONE, **ok},
                {"entry": 1, "event_id": TWO, **ok},
            ],
        },
        {
            "event": "request-sent",
            "request": 2,
            "attempt": 1,
            "address": f"{name}.b",
            "entries": [0],
            "sha256": digest({"Entries": endpoint.received[1]}),
        },
        {
            "event": "answer",
            "request": 2,
            "attempt": 1,
            "entries": [{"entry": 0, "event_id": THREE, **ok}],
        },
        {
            "event": "end",
            "exit_status": 0,
            "accepted": 3,
            "failed": 0,
            "unknown": 0,
            "not_sent": 0,
        },
    ]


def test_the_outcome_as_a_table(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"))
    endpoint.answers = [accept((1, "MalformedDetail", "Detail is malformed."))]
    result = emit(tmp_path, endpoint)
    assert result.stdout == (
        "action.aws_events_put_events.a in eu-west-1\n"
        f"   1  Order Created  accepted  {ONE}\n"
        "   2  Order Created  failed    MalformedDetail: Detail is malformed.\n"
        "2 entries: 1 accepted, 1 failed\n"
        f"journal: {journal(tmp_path).relative_to(tmp_path)}\n"
    )
    assert result.status == 4


def test_the_outcome_on_a_narrow_terminal(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"))
    endpoint.answers = [accept((1, "MalformedDetail", "Detail is malformed."))]
    result = emit(tmp_path, endpoint, environment={"COLUMNS": "40"})
    assert result.stdout == (
        "action.aws_events_put_events.a in\n"
        "eu-west-1\n"
        "  1 accepted Order Created\n"
        f"    {ONE}\n"
        "  2 failed Order Created\n"
        "    MalformedDetail: Detail is\n"
        "    malformed.\n"
        "2 entries: 1 accepted, 1 failed\n"
        f"journal: {journal(tmp_path).relative_to(tmp_path)}\n"
    )


# -- attempts


def test_a_partial_failure_is_not_sent_again(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1", "2", "3"), action("b", "4"))
    code, message = "NotAuthorizedForSourceException", "Not authorized for the source."
    endpoint.answers = [accept((1, code, message))]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [details("1", "2", "3"), details("4")]
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("failed", code, 1), ("accepted", TWO, 1)],
        [("accepted", THREE, 1)],
    ]
    assert receipt(result)["requests"][0]["entries"][1]["error_message"] == message
    assert (result.status, pauses) == (4, [])


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
    assert (result.status, pauses) == (4, [0.5])


@pytest.mark.parametrize(("arguments", "attempts"), [((), 5), (("--max-attempts", "2"), 2)])
def test_throttling_of_an_entry_that_does_not_clear(
    tmp_path: Path,
    endpoint: Endpoint,
    pauses: list[float],
    arguments: tuple[str, ...],
    attempts: int,
) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [throttle(1), *[throttle(0)] * (attempts - 1)]
    result = emit(tmp_path, endpoint, "-f", "json", *arguments)
    repeated = [details("2")] * (attempts - 1)
    assert endpoint.details() == [details("1", "2"), *repeated, details("3")]
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("failed", "ThrottlingException", attempts)],
        [("accepted", TWO, 1)],
    ]
    assert (result.status, pauses) == (4, [0.5, 1.0, 2.0, 4.0][: attempts - 1])


@pytest.mark.parametrize(
    "throttled",
    [
        refuse(400, "ThrottlingException", "Rate exceeded"),
        refuse(400, "TooManyRequestsException", ""),
        refuse(429, "429", ""),
    ],
)
def test_a_request_that_is_throttled_is_sent_again(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float], throttled: Answer
) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [throttled, throttled]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert endpoint.details() == [*[details("1", "2")] * 3, details("3")]
    assert told(receipt(result)) == [
        [("accepted", ONE, 3), ("accepted", TWO, 3)],
        [("accepted", THREE, 1)],
    ]
    assert (result.status, pauses) == (0, [0.5, 1.0])


def test_a_request_that_stays_throttled_stops_the_run(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [refuse(400, "ThrottlingException", "")] * 3
    result = emit(tmp_path, endpoint, "-f", "json", "--max-attempts", "3")
    assert told(receipt(result)) == [
        [("failed", "ThrottlingException", 3)],
        [("not sent", None, 0)],
    ]
    assert (result.status, len(endpoint.received), len(pauses)) == (4, 3, 2)


def test_pauses_have_a_longest() -> None:
    waited = [sending.pause(attempt, jitter) for jitter in (0.0, 1.0) for attempt in (1, 30)]
    assert waited == [0.25, 5.0, 0.5, 10.0]


@pytest.mark.parametrize(
    ("status", "code", "message", "outcome", "exit_status"),
    [
        (400, "ValidationException", "1 validation error detected", "failed", 4),
        (400, "AccessDeniedException", "not authorized: events:PutEvents", "failed", 4),
        (413, "413", "", "failed", 4),
        (500, "InternalFailure", "", "unknown", 5),
        (503, "ServiceUnavailable", "", "unknown", 5),
        (503, "ThrottlingException", "", "unknown", 5),
    ],
)
def test_a_refused_request_stops_the_run(
    tmp_path: Path,
    *,
    endpoint: Endpoint,
    pauses: list[float],
    status: int,
    code: str,
    message: str,
    outcome: str,
    exit_status: int,
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
    assert (result.status, pauses) == (exit_status, [])


def drop(handler: Handler, _entries: list[Entry]) -> None:
    """Takes the request, and closes the connection."""
    handler.close_connection = True
    handler.connection.close()


UNREADABLE: dict[str, Answer] = {
    "no answer": drop,
    "broken off": reset,
    "not JSON": lambda handler, _: handler.answer(200, "<html>"),
    "no Entries": lambda handler, _: handler.answer(200, "{}"),
    "Entries of another type": lambda handler, _: handler.answer(200, '{"Entries": "x"}'),
    "too few": lambda handler, _: handler.answer(200, '{"Entries": [{"EventId": "x"}]}'),
    "redirect": lambda handler, _: handler.answer(307, "{}"),
    "cut off": lambda handler, _: handler.answer(200, '{"Entries": [{"Ev'),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_answer_that_cannot_be_read(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float], name: str
) -> None:
    write(tmp_path, action("a", "0"), action("b", "1", "2"), action("c", "3"))
    endpoint.answers = [accept(), UNREADABLE[name]]
    result = emit(tmp_path, endpoint, "-f", "json")
    first, second, third = told(receipt(result))
    assert (first, third) == ([("accepted", ONE, 1)], [("not sent", None, 0)])
    assert [(status, attempts) for status, _, attempts in second] == [("unknown", 1)] * 2
    assert (result.status, pauses, len(endpoint.received)) == (5, [], 2)


def test_an_entry_without_a_result(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    text = json.dumps({"FailedEntryCount": 0, "Entries": [{"EventId": ONE}, {}]})
    endpoint.answers = [lambda handler, _: handler.answer(200, text)]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("unknown", None, 1)],
        [("not sent", None, 0)],
    ]
    assert result.status == 5


def test_an_event_id_with_an_error_is_accepted(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1"))
    results = [{"EventId": ONE, "ErrorCode": "InternalFailure", "ErrorMessage": "m"}]
    text = json.dumps({"FailedEntryCount": 1, "Entries": results})
    endpoint.answers = [lambda handler, _: handler.answer(200, text)]
    result = emit(tmp_path, endpoint, "-f", "json")
    (entry,) = receipt(result)["requests"][0]["entries"]
    assert (entry["status"], entry["event_id"], entry["error_code"]) == (
        "accepted",
        ONE,
        "InternalFailure",
    )
    assert (result.status, len(endpoint.received), pauses) == (4, 1, [])


def test_a_count_that_contradicts_the_entries(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    text = json.dumps({"FailedEntryCount": 3, "Entries": [{"EventId": ONE}]})
    endpoint.answers = [lambda handler, _: handler.answer(200, text)]
    result = emit(tmp_path, endpoint, "-f", "json")
    document = receipt(result)
    assert (result.status, told(document)) == (4, [[("accepted", ONE, 1)]])
    message = "FailedEntryCount is 3, which contradicts the entries"
    assert document["errors"] == [
        {"rule": None, "message": f"`action.aws_events_put_events.a`: {message}"}
    ]
    again = emit(tmp_path, endpoint, "-f", "json", "--resume", document["receipt"])
    assert (again.status, receipt(again)["errors"]) == (4, document["errors"])
    assert len(endpoint.received) == 1


def test_a_server_that_never_answers(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws, "READ_SECONDS", 0.3)
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [hang]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [
        [("unknown", "ReadTimeoutError", 1)],
        [("not sent", None, 0)],
    ]
    assert (result.status, len(endpoint.received)) == (5, 1)


def test_an_answer_that_drips(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(handler: Handler, _entries: list[Entry]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not endpoint.released.wait(0.1):
            handler.wfile.write(b" ")

    monkeypatch.setattr(sending, "REQUEST_SECONDS", 0.5)
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [drip]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [[("unknown", None, 1)], [("not sent", None, 0)]]
    assert result.status == 5


def test_what_may_have_arrived_is_repeated_only_when_asked(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [refuse(500, "InternalFailure", ""), drop]
    result = emit(tmp_path, endpoint, "-f", "json", "--max-attempts-unknown", "3")
    assert endpoint.details() == [*[details("1")] * 3, details("2")]
    assert told(receipt(result)) == [[("accepted", ONE, 3)], [("accepted", TWO, 1)]]
    assert (result.status, pauses) == (0, [0.5, 1.0])


def test_what_may_have_arrived_stays_unknown(
    tmp_path: Path, endpoint: Endpoint, pauses: list[float]
) -> None:
    """A refusal of the second attempt says nothing of the first."""
    write(tmp_path, action("a", "1"))
    endpoint.answers = [refuse(500, "InternalFailure", ""), refuse(400, "ValidationException", "")]
    result = emit(tmp_path, endpoint, "-f", "json", "--max-attempts-unknown", "2")
    assert told(receipt(result)) == [[("unknown", "InternalFailure", 2)]]
    assert (result.status, len(pauses)) == (5, 1)


def test_botocore_repeats_nothing(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    endpoint.answers = [refuse(500, "InternalFailure", "")]
    environment = {"AWS_MAX_ATTEMPTS": "4", "AWS_RETRY_MODE": "legacy"}
    assert emit(tmp_path, endpoint, environment=environment).status == 5
    assert endpoint.details() == [details("1")]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://none.invalid"])
def test_a_server_that_is_not_there(tmp_path: Path, endpoint: Endpoint, url: str) -> None:
    write(tmp_path, action("a", "1"), action("b", "2"))
    sts = {"AWS_ENDPOINT_URL_STS": endpoint.url}
    endpoint.url = url
    result = emit(tmp_path, endpoint, "-f", "json", environment=sts)
    assert told(receipt(result)) == [
        [("failed", "EndpointConnectionError", 1)],
        [("not sent", None, 0)],
    ]
    assert result.status == 4


def test_a_handshake_that_fails_sends_nothing(tmp_path: Path, endpoint: Endpoint) -> None:
    """The server speaks HTTP, not TLS."""
    write(tmp_path, action("a", "1"))
    sts = {"AWS_ENDPOINT_URL_STS": endpoint.url}
    endpoint.url = endpoint.url.replace("http://", "https://")
    result = emit(tmp_path, endpoint, "-f", "json", environment=sts)
    assert told(receipt(result)) == [[("failed", "SSLError", 1)]]
    assert result.status == 4


# -- many requests


def test_requests_at_a_time(tmp_path: Path, endpoint: Endpoint) -> None:
    together = threading.Barrier(4, timeout=10)

    def meet(handler: Handler, entries: list[Entry]) -> None:
        together.wait()
        accept()(handler, entries)

    write(tmp_path, *(action(f"a{number}", str(number)) for number in range(8)))
    endpoint.answers = [meet] * 8
    result = emit(tmp_path, endpoint, "-f", "json", "--parallel", "4")
    assert (result.status, receipt(result)["accepted"]) == (0, 8)


def test_the_requests_of_one_action_instance_keep_their_order(
    tmp_path: Path, endpoint: Endpoint
) -> None:
    write(tmp_path, action("a", *map(str, range(95))), action("b", *map(str, range(95))))
    result = emit(tmp_path, endpoint, "-f", "json", "--split", "--parallel", "4")
    assert result.status == 0
    assert [len(each["entries"]) for each in receipt(result)["requests"]] == [*[10] * 9, 5] * 2
    sent = [int(json.loads(text)["id"]) for each in endpoint.details() for text in each]
    assert sorted(sent) == sorted([*range(95)] * 2)
    firsts = [int(json.loads(each[0])["id"]) for each in endpoint.details()]
    assert [firsts.index(start) for start in range(0, 95, 10)] == sorted(
        firsts.index(start) for start in range(0, 95, 10)
    )


def test_a_rate(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float | None] = []

    def wait(_: object, seconds: float | None = None) -> bool:
        waited.append(seconds)
        return False

    monkeypatch.setattr(threading.Event, "wait", wait)
    write(tmp_path, action("a", "1"), action("b", "2"), action("c", "3"))
    assert emit(tmp_path, endpoint, "--rate", "0.01").status == 0
    longest = sorted(each for each in waited if each is not None)[-2:]
    assert [round(each, -1) for each in longest] == [100, 200]


def test_progress_in_a_log(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridgelint.emit.emitting.PROGRESS_SECONDS", 0)
    write(tmp_path, action("a", "1"), action("b", "2"))
    assert re.search(r"^sent \d of 2 requests$", emit(tmp_path, endpoint).stderr, re.MULTILINE)


# -- interruption


def test_an_interruption_between_attempts(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: float) -> float:
        os.kill(os.getpid(), signal.SIGINT)
        return 60

    monkeypatch.setattr(sending, "pause", interrupt)
    write(tmp_path, action("a", "1", "2"), action("b", "3"))
    endpoint.answers = [throttle(1)]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [
        [("accepted", ONE, 1), ("failed", "ThrottlingException", 1)],
        [("not sent", None, 0)],
    ]
    assert receipt(result)["interrupted"] is True
    assert (result.status, endpoint.details()) == (4, [details("1", "2")])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_answer_under_way_is_awaited(
    tmp_path: Path, endpoint: Endpoint, number: signal.Signals
) -> None:
    def answer(handler: Handler, entries: list[Entry]) -> None:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
        time.sleep(0.2)
        accept()(handler, entries)

    write(tmp_path, action("a", "1"), action("b", "2"), action("c", "3"))
    endpoint.answers = [accept(), answer]
    # What starts the tests may ignore the signal, as nohup does; a run then ignores it as well.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        result = emit(tmp_path, endpoint)
    finally:
        signal.signal(number, before)
    assert result.stdout.splitlines()[-2] == "interrupted: 3 entries: 2 accepted, 1 not sent"
    assert (result.status, endpoint.details()) == (4, [details("1"), details("2")])
    assert events(journal(tmp_path))[-1]["event"] == "end"


def test_an_answer_is_not_awaited_for_ever(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(handler: Handler, entries: list[Entry]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        hang(handler, entries)

    monkeypatch.setattr(sending, "LAST_ANSWER_SECONDS", 0.2)
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [wait]
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [[("unknown", None, 1)], [("not sent", None, 0)]]
    assert result.status == 5


def test_an_interruption_before_anything_is_sent(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(targets, "connect", interrupt)
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json")
    document = receipt(result)
    assert (result.status, document["interrupted"], document["receipt"]) == (3, True, None)
    assert document["errors"] == [{"rule": None, "message": "interrupted"}]
    assert result.stderr == "error: interrupted\nnothing was sent\n"
    assert endpoint.received == []


def test_the_outcome_is_told_in_spite_of_signals(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(told: Told) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return made(told)

    monkeypatch.setattr(emitting, "receipt", interrupted)
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert told(receipt(result)) == [[("accepted", ONE, 1)]]
    assert result.status == 0


# -- output


def test_a_file_that_cannot_be_written(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json=none/receipt.json")
    assert result.stderr.endswith(
        "error: cannot write `none/receipt.json`: No such file or directory\n"
    )
    assert result.status == 0


def test_a_document_beside_the_table(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    path = tmp_path / "outcome.json"
    result = emit(tmp_path, endpoint, "-f", "default", "-f", f"json={path}")
    assert result.stdout.splitlines()[-2] == "1 entry: 1 accepted"
    assert told(json.loads(path.read_text())) == [[("accepted", ONE, 1)]]

"""The journal of `--emit`: what is on disk at every moment, and what `--resume` makes of it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bridgelint.emit.journal import Journal, JournalError, create, reopen
from emit_support import (
    Endpoint,
    Entry,
    Handler,
    accept,
    action,
    digest,
    emit,
    events,
    journal,
    receipt,
    refuse,
    serving,
    told,
    trigger,
    write,
)
from test_emit import ONE, THREE, TWO, details, drop
from test_emit_refusals import process_environment


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


A = "action.aws_events_put_events.a"


# -- the file


def test_a_file_of_its_own(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    before = os.umask(0)
    try:
        result = emit(tmp_path, endpoint, "--receipt", "r.jsonl", "-f", "json")
    finally:
        os.umask(before)
    path = tmp_path / "r.jsonl"
    assert (result.status, receipt(result)["receipt"]) == (0, "r.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (tmp_path / ".bridgelint").exists()
    before_second = path.read_bytes()
    result = emit(tmp_path, endpoint, "--receipt", "r.jsonl", "-f", "json")
    assert (result.status, receipt(result)["receipt"], len(endpoint.received)) == (3, None, 1)
    assert path.read_bytes() == before_second


def test_a_place_that_cannot_be_written(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"))
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "target.jsonl")
    for path in ("none/r.jsonl", ".", "link.jsonl", "/dev/full"):
        assert emit(tmp_path, endpoint, "--receipt", path).status == 3
    assert not (tmp_path / "none").exists()
    assert not (tmp_path / "target.jsonl").exists()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".bridgelint").symlink_to(tmp_path / "elsewhere")
    result = emit(tmp_path, endpoint)
    assert (result.status, endpoint.received) == (3, [])
    assert "`.bridgelint` is a symbolic link" in result.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_it_is_ahead_of_every_request(tmp_path: Path, endpoint: Endpoint) -> None:
    """What the server sees on disk while it is asked."""
    seen: list[list[str]] = []

    def look(handler: Handler, entries: list[Entry]) -> None:
        seen.append([each["event"] for each in events(journal(tmp_path))])
        accept()(handler, entries)

    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [look, look]
    assert emit(tmp_path, endpoint).status == 0
    first = ["start", "request-sent"]
    assert seen == [first, [*first, "answer", "request-sent"]]


def test_no_value_is_in_it(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "marker-9Qz"))
    endpoint.answers = [accept((0, "MalformedDetail", "bad"))]
    assert emit(tmp_path, endpoint).status == 4
    text = journal(tmp_path).read_text()
    assert not any(each in text for each in ("marker", "acme.orders", "Order Created"))


def test_a_line_that_cannot_be_written_stops_the_run(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes a part of the answer, and then nothing."""
    real = os.write

    def full(handle: int, data: bytes) -> int:
        return real(handle, data[:10]) if b'"event":"answer"' in data else real(handle, data)

    monkeypatch.setattr(os, "write", full)
    write(tmp_path, action("a", "1"), action("b", "2"))
    result = emit(tmp_path, endpoint, "-f", "json")
    document = receipt(result)
    assert told(document) == [[("unknown", ONE, 1)], [("not sent", None, 0)]]
    message = "cannot write the journal: only a part of a line could be written"
    assert document["errors"] == [{"rule": None, "message": message}]
    assert (result.status, len(endpoint.received)) == (5, 1)
    assert [each["event"] for each in events(journal(tmp_path))] == ["start", "request-sent"]


@pytest.mark.parametrize("event", ["start", "request-sent"])
def test_nothing_is_sent_that_is_not_noted(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if f'"event":"{event}"'.encode() in data:
            raise OSError(28, "No space left on device")
        return real(handle, data)

    monkeypatch.setattr(os, "write", full)
    write(tmp_path, action("a", "1"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert (result.status, endpoint.received) == (3 if event == "start" else 4, [])
    assert "No space left on device" in result.stderr


def test_what_cannot_be_synced_is_not_sent(
    tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    write(tmp_path, action("a", "1"))
    assert (emit(tmp_path, endpoint).status, endpoint.received) == (3, [])


# -- standard streams


def run(directory: Path, endpoint: Endpoint, script: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a shell that does something to its standard streams."""
    command = (
        f'"{sys.executable}" -m bridgelint --emit --yes --endpoint-url {endpoint.url} {script}'
    )
    return subprocess.run(  # noqa: S603 # our own command
        ["/bin/sh", "-c", command],
        cwd=directory,
        env=process_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (">&-", "it is closed"),
        ("-f json >&-", "it is closed"),
        ("-f json >/dev/full", "No space left on device"),
        (">&- <&-", "it is closed"),
    ],
)
def test_standard_output_that_takes_nothing(
    tmp_path: Path, endpoint: Endpoint, script: str, why: str
) -> None:
    write(tmp_path, action("a", "1"))
    done = run(tmp_path, endpoint, script)
    assert (done.returncode, len(endpoint.received)) == (0, 1)
    assert done.stderr.decode().endswith(f"error: cannot write to standard output: {why}\n")
    assert [each["event"] for each in events(journal(tmp_path))] == [
        "start",
        "request-sent",
        "answer",
        "end",
    ]


@pytest.mark.parametrize("script", ["2>&-", "2>/dev/full", ">&- 2>&- <&-"])
def test_standard_error_that_takes_nothing(tmp_path: Path, endpoint: Endpoint, script: str) -> None:
    write(tmp_path, action("a", "1"))
    assert run(tmp_path, endpoint, script).returncode == 0
    assert events(journal(tmp_path))[-1]["event"] == "end"


# -- resuming


def partial(directory: Path, endpoint: Endpoint, *arguments: str) -> str:
    """A run of which one entry fails and one is not sent; the journal."""
    write(directory, action("a", "1", "2"), action("b", "3"), action("c", "4"))
    endpoint.answers = [
        accept((1, "MalformedDetail", "")),
        refuse(400, "ValidationException", ""),
    ]
    result = emit(directory, endpoint, "-f", "json", *arguments)
    document = receipt(result)
    assert told(document) == [
        [("accepted", ONE, 1), ("failed", "MalformedDetail", 1)],
        [("failed", "ValidationException", 1)],
        [("not sent", None, 0)],
    ]
    endpoint.received.clear()
    path: str = document["receipt"]
    return path


def test_what_is_missing_is_sent(tmp_path: Path, endpoint: Endpoint) -> None:
    path = partial(tmp_path, endpoint)
    before = (tmp_path / path).read_text()
    endpoint.answers = [accept((0, "MalformedDetail", "still"))]
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path)
    assert endpoint.details() == [details("2"), details("3"), details("4")]
    document = receipt(result)
    assert told(document) == [
        [("accepted", ONE, 1), ("failed", "MalformedDetail", 2)],
        [("accepted", TWO, 2)],
        [("accepted", THREE, 1)],
    ]
    assert (result.status, document["receipt"]) == (4, path)
    assert result.stderr.startswith(f"Sending 3 entries in 3 requests, resuming {path}\n")
    assert "    2  bus default  source acme.orders  detail_type Order Created\n" in result.stderr
    after = (tmp_path / path).read_text()
    assert after.startswith(before)
    first, *others = [json.loads(line) for line in after[len(before) :].splitlines()]
    start = json.loads(before.splitlines()[0])
    assert (first["event"], set(first)) == ("resume", set(start))
    assert [
        (each["request"], [one["entry"] for one in each["entries"]]) for each in first["requests"]
    ] == [
        (1, [1]),
        (2, [0]),
        (3, [0]),
    ]
    sent = [each for each in others if each["event"] == "request-sent"]
    assert [(each["request"], each["attempt"], each["entries"]) for each in sent] == [
        (1, 2, [1]),
        (2, 2, [0]),
        (3, 1, [0]),
    ]
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path)
    assert (result.status, told(receipt(result))[0][1]) == (
        0,
        ("accepted", "0" * 8 + "-0000" * 3 + "-000000000004", 3),
    )
    received = len(endpoint.received)
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path)
    assert (result.status, receipt(result)["accepted"]) == (0, 4)
    assert (len(endpoint.received), result.stderr) == (received, "nothing to send\n")


def test_unknown_entries_are_sent_only_when_asked(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1"), action("b", "2"))
    endpoint.answers = [drop]
    path = receipt(emit(tmp_path, endpoint, "-f", "json"))["receipt"]
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path)
    assert endpoint.details() == [details("1"), details("2")]
    assert (result.status, told(receipt(result))[0][0][0]) == (5, "unknown")
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path, "--include-unknown")
    assert endpoint.details() == [details("1"), details("2"), details("1")]
    assert (result.status, told(receipt(result))[0]) == (0, [("accepted", TWO, 2)])


def test_what_was_torn_off_does_not_count(tmp_path: Path, endpoint: Endpoint) -> None:
    path = tmp_path / partial(tmp_path, endpoint)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + b'{"event":"answer","request":1,"att')
    assert emit(tmp_path, endpoint, "--resume", str(path)).status == 0
    assert [each["event"] for each in events(path)][:4] == [
        "start",
        "request-sent",
        "answer",
        "resume",
    ]


def test_a_split_is_resumed_by_its_parts(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", *map(str, range(23))))
    endpoint.answers = [accept(), accept((0, "MalformedDetail", ""))]
    path = receipt(emit(tmp_path, endpoint, "-f", "json", "--split"))["receipt"]
    result = emit(tmp_path, endpoint, "-f", "json", "--resume", path)
    assert (result.status, endpoint.details()[3:]) == (0, [details("10")])
    assert [each["id"] for each in receipt(result)["requests"][2]["entries"]] == [
        f"{A}#21",
        f"{A}#22",
        f"{A}#23",
    ]


def test_picked_entries_are_resumed(tmp_path: Path, endpoint: Endpoint) -> None:
    write(tmp_path, action("a", "1", "2", "3"), action("b", "4"))
    endpoint.answers = [accept((1, "MalformedDetail", ""))]
    path = receipt(emit(tmp_path, endpoint, "-f", "json", "--action", f"{A}#1,{A}#3"))["receipt"]
    assert emit(tmp_path, endpoint, "--resume", path).status == 0
    assert endpoint.details() == [details("1", "3"), details("3")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("directory", "the journal belongs to the directory"),
        ("account", "the account is `210987654321`; the journal was started with `123456789012`"),
        ("region", "the region is `eu-north-1`; the journal was started with `eu-west-1`"),
        ("endpoint", "the endpoint is `"),
        ("entry", f"`{A}` differs from the journal: entry 1 has changed"),
        (
            "action",
            "`action.aws_events_put_events.c` differs from the journal: it is no longer in",
        ),
        ("plan", "the journal belongs to a different plan"),
    ],
)
def test_what_differs_is_refused(
    tmp_path: Path, endpoint: Endpoint, change: str, message: str
) -> None:
    path = partial(tmp_path, endpoint)
    arguments = ["--resume", path]
    main = tmp_path / "main.tf"
    if change == "directory":
        (tmp_path / "other").mkdir()
        arguments = ["--chdir", "other", "--resume", f"../{path}"]
        (tmp_path / "other" / "main.tf").write_text(main.read_text())
    elif change == "account":
        endpoint.account = "210987654321"
    elif change == "region":
        arguments += ["--region", "eu-north-1"]
    elif change == "endpoint":
        endpoint.url = endpoint.url.replace("127.0.0.1", "localhost")
    elif change == "entry":
        main.write_text(main.read_text().replace('"1"', '"7"'))
    elif change == "action":
        main.write_text(main.read_text().replace('"c"', '"d"').replace("events.c", "events.d"))
    else:
        lines = (tmp_path / path).read_text().splitlines(keepends=True)
        start = json.loads(lines[0]) | {"plan": {"file": "p", "sha256": "0"}}
        (tmp_path / path).write_text("".join([json.dumps(start) + "\n", *lines[1:]]))
    before = (tmp_path / path).read_bytes()
    result = emit(tmp_path, endpoint, "-f", "json", *arguments)
    assert (result.status, endpoint.received) == (3, [])
    assert any(each["message"].startswith(message) for each in receipt(result)["errors"])
    assert (tmp_path / path).read_bytes() == before


@pytest.mark.parametrize("text", ["", "\n", "{}\n", "[]\n", "x\n", '{"event":"start"}\n', "5"])
def test_what_is_no_journal(tmp_path: Path, endpoint: Endpoint, text: str) -> None:
    write(tmp_path, action("a", "1"))
    (tmp_path / "j").write_text(text)
    result = emit(tmp_path, endpoint, "--resume", "j")
    assert (result.status, endpoint.received) == (3, [])
    assert "`j` is not a bridgelint journal" in result.stderr


@pytest.mark.parametrize("path", ["none", ".", "/dev/null", "link"])
def test_a_journal_that_cannot_be_read(tmp_path: Path, endpoint: Endpoint, path: str) -> None:
    write(tmp_path, action("a", "1"))
    (tmp_path / "real").write_text("")
    (tmp_path / "link").symlink_to("real")
    assert (emit(tmp_path, endpoint, "--resume", path).status, endpoint.received) == (3, [])


def test_a_journal_in_use(tmp_path: Path, endpoint: Endpoint) -> None:
    path = partial(tmp_path, endpoint)
    other = reopen(str(tmp_path / path))
    result = emit(tmp_path, endpoint, "--resume", path)
    assert (result.status, endpoint.received) == (3, [])
    assert f"another run is using the journal `{path}`" in result.stderr
    other.end()
    assert emit(tmp_path, endpoint, "--resume", path).status == 0


def test_a_new_journal_is_locked(tmp_path: Path) -> None:
    mine = create(str(tmp_path / "j"))
    with pytest.raises(JournalError, match="another run is using"):
        reopen(str(tmp_path / "j"))
    mine.end()


def test_a_run_with_values_of_the_moment_is_resumed(tmp_path: Path, endpoint: Endpoint) -> None:
    """They differ from run to run; their hashes do not."""
    text = action("a", "1").replace('"1"', "timestamp()") + action("b", "2").replace(
        '"2"', "uuid()"
    )
    (tmp_path / "main.tf").write_text(text + trigger("a", "b"))
    endpoint.answers = [refuse(400, "ValidationException", "")]
    path = receipt(emit(tmp_path, endpoint, "-f", "json"))["receipt"]
    assert emit(tmp_path, endpoint, "--resume", path).status == 0
    assert len(endpoint.received) == 3
    first = events(tmp_path / path)[0]["requests"][0]["entries"][0]["sha256"]
    shown = {**endpoint.received[0][0], "Detail": '{"id":"(at sending)"}'}
    assert first == digest(shown)


# -- reading


def lines(*outcomes: tuple[str, int, list[tuple[int, str]]]) -> list[dict[str, Any]]:
    """`sent` and `answer` lines of a request with two entries."""
    start = {
        "event": "start",
        "requests": [{"request": 1, "address": A, "entries": [{"entry": 0}, {"entry": 1}]}],
    }
    found: list[dict[str, Any]] = [start]
    for kind, attempt, entries in outcomes:
        if kind == "sent":
            event = {"event": "request-sent", "entries": [entry for entry, _ in entries]}
        else:
            told = [{"entry": entry, "status": status} for entry, status in entries]
            event = {"event": "answer", "entries": told}
        found.append({**event, "request": 1, "attempt": attempt})
    return found


BOTH = [(0, ""), (1, "")]


@pytest.mark.parametrize(
    ("outcomes", "statuses", "exit_status"),
    [
        ([], ["not sent", "not sent"], 4),
        ([("sent", 1, BOTH)], ["unknown", "unknown"], 5),
        (
            [("sent", 1, BOTH), ("answer", 1, [(0, "accepted"), (1, "failed")])],
            ["accepted", "failed"],
            4,
        ),
        (
            [
                ("sent", 1, BOTH),
                ("answer", 1, [(0, "accepted"), (1, "failed")]),
                ("sent", 2, [(1, "")]),
            ],
            ["accepted", "unknown"],
            5,
        ),
        (
            [
                ("sent", 1, BOTH),
                ("answer", 1, [(0, "unknown"), (1, "unknown")]),
                ("sent", 2, BOTH),
                ("answer", 2, [(0, "failed"), (1, "accepted")]),
            ],
            ["unknown", "accepted"],
            5,
        ),
        (
            [("sent", 1, BOTH), ("answer", 1, [(0, "accepted"), (1, "accepted")])],
            ["accepted", "accepted"],
            0,
        ),
    ],
)
def test_what_a_journal_says(
    tmp_path: Path,
    outcomes: list[tuple[str, int, list[tuple[int, str]]]],
    statuses: list[str],
    exit_status: int,
) -> None:
    path = tmp_path / "j"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines(*outcomes)))
    found: Journal = reopen(str(path))
    assert [found.ledger.outcome(1, entry).status for entry in (0, 1)] == statuses
    assert found.ledger.exit_status == exit_status

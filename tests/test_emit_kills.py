"""A hundred kills at random moments: the journal never lies, and nothing is sent twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bridgelint.emit.journal import reopen
from emit_support import Entry, Handler, accept, action, serving, trigger
from test_emit_refusals import process_environment

ROUNDS = 104
KILLS = [
    [signal.SIGKILL],
    [signal.SIGTERM],
    [signal.SIGHUP],
    [signal.SIGINT],
    [signal.SIGTERM, signal.SIGTERM],
    [signal.SIGINT, signal.SIGTERM],
    [signal.SIGHUP, signal.SIGHUP],
    [signal.SIGTERM, signal.SIGKILL],
]
ACTIONS = 8


@dataclass
class Round:
    """One run that is killed, and the one that resumes it."""

    directory: Path
    kills: list[tuple[float, int]]
    accepted: list[str] = field(default_factory=list[str])
    """What the server accepted, by `DetailType` and in order."""

    status: int = 0


def configuration(number: int) -> str:
    """Actions whose entries the server can attribute to the round."""
    actions = [
        action(f"a{place}", f"{place}-0", f"{place}-1").replace("acme.orders", f"round.{number}")
        for place in range(ACTIONS)
    ]
    return "".join(actions) + trigger(*(f"a{place}" for place in range(ACTIONS)))


class Zygote:
    """The program of `kill_rounds`."""

    def __init__(self, url: str) -> None:
        self._arguments = ["--emit", "--yes", "-f", "json", "--endpoint-url", url]
        self._process = subprocess.Popen(  # noqa: S603 # our own program
            [sys.executable, "-W", "ignore", str(Path(__file__).parent / "kill_rounds.py")],
            env=process_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, directory: Path, kills: list[tuple[float, int]], *arguments: str) -> int:
        """The exit status of a round."""
        asked = {
            "directory": str(directory),
            "arguments": [*self._arguments, *arguments],
            "kills": kills,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """Close it down."""
        self._process.communicate()


def entries(path: Path) -> dict[str, str]:
    """The status of each entry that a journal has."""
    journal = reopen(str(path))
    try:
        found: dict[str, str] = {}
        for number, request in journal.ledger.requests.items():
            place = request["address"].rpartition("a")[2]
            for each in request["entries"]:
                name = f"{place}-{each['entry']}"
                found[name] = journal.ledger.outcome(number, each["entry"]).status
        return found
    finally:
        journal.end()


def check(this: Round, zygote: Zygote) -> None:
    """The invariant, before and after the run is resumed."""
    killed = any(number == signal.SIGKILL for _, number in this.kills)
    paths = list((this.directory / ".bridgelint" / "receipts").glob("*.jsonl"))
    whole = [each for each in paths if each.read_bytes().count(b"\n")]
    accepted = list(this.accepted)
    if not whole:
        assert accepted == []
        assert this.status in {3, -signal.SIGKILL} or this.status == -this.kills[0][1]
        return
    (path,) = whole
    if not killed:
        assert this.status in {0, 4, 5}
        assert path.read_bytes().splitlines()[-1].startswith(b'{"event":"end"')
        document = json.loads((this.directory / "stdout").read_text())
        assert document["exit_status"] == this.status
    before = entries(path)
    assert set(accepted) <= {
        name for name, each in before.items() if each in {"accepted", "unknown"}
    }
    assert {name for name, each in before.items() if each == "accepted"} <= set(accepted)
    assert sum(each == "unknown" for each in before.values()) <= 2
    zygote.run(this.directory, [], "--resume", str(path))
    assert len(this.accepted) == len(set(this.accepted))
    after = entries(path)
    unknown = {name for name, each in before.items() if each == "unknown"}
    assert {name for name, each in after.items() if each == "unknown"} == unknown
    assert set(after) - unknown <= set(this.accepted)


@pytest.mark.parametrize("part", range(2))
def test_kills_at_random_moments(part: int, tmp_path: Path) -> None:
    chance = random.Random(part)  # noqa: S311 # moments, not secrets
    rounds: dict[int, Round] = {}

    def answer(handler: Handler, received: list[Entry]) -> None:
        this = rounds[int(received[0]["Source"].rpartition(".")[2])]
        this.accepted += [json.loads(each["Detail"])["id"] for each in received]
        time.sleep(0.004)
        accept()(handler, received)

    def prepared(number: int, kills: list[tuple[float, int]]) -> Round:
        directory = tmp_path / str(number)
        directory.mkdir()
        (directory / "main.tf").write_text(configuration(number))
        rounds[number] = Round(directory, kills)
        return rounds[number]

    with serving() as endpoint:
        endpoint.default = answer
        zygote = Zygote(endpoint.url)
        started = time.monotonic()
        assert zygote.run(prepared(0, []).directory, []) == 0
        length = time.monotonic() - started
        for number in range(1, 1 + ROUNDS // 2):
            signals = KILLS[number % len(KILLS)]
            delays = [
                chance.uniform(0.3, 1.1) * length,
                *(chance.uniform(0, 0.05) for _ in signals[1:]),
            ]
            this = prepared(number, list(zip(delays, map(int, signals), strict=True)))
            this.status = zygote.run(this.directory, this.kills)
            check(this, zygote)
        zygote.end()
    assert sum(bool(each.accepted) for each in rounds.values()) > ROUNDS // 6

"""Nothing sensitive leaves but in the request: a marker, looked for through every path."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bridgelint.emit import aws, sending
from bridgelint.emit.outgoing import Draft
from bridgelint.emit.payload import HIDDEN, payload
from emit_support import (
    Answer,
    Endpoint,
    accept,
    emit,
    hang,
    receipt,
    refuse,
    reset,
    serving,
    throttle,
    trigger,
)
from support import Result, bridgelint

MARKER = "xK7-marker-<&>-9Qz"
PIECE = "xK7-marker"

CONFIG = """
variable "token" {
  type      = string
  sensitive = true
}

action "aws_events_put_events" "a" {
  config {
    entry {
      source         = "acme.${var.token}"
      detail_type    = "Token ${var.token}"
      event_bus_name = nonsensitive(replace(var.token, "/.*/", "default"))
      detail         = jsonencode({ id = "1", nested = { tokens = [var.token] } })
      resources      = ["arn:aws:s3:::b", "arn:aws:s3:::${var.token}"]
    }
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = "{\\"token\\": \\"${var.token}\\"}"
    }
  }
}
""" + trigger("a")


def no_pause(_attempt: int, _jitter: float) -> float:
    return 0


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration; no pause is made."""
    (tmp_path / "main.tf").write_text(CONFIG)
    (tmp_path / "terraform.tfvars").write_text(f'token = "{MARKER}"\n')
    monkeypatch.setattr(sending, "pause", no_pause)
    monkeypatch.setattr(aws, "READ_SECONDS", 0.3)
    return tmp_path


def says_nothing(result: Result) -> Result:
    assert PIECE not in result.stdout + result.stderr
    return result


@pytest.mark.parametrize("format_", ["default", "json"])
def test_a_dry_run(directory: Path, format_: str) -> None:
    result = says_nothing(bridgelint(["--dry-run", "-f", format_], directory))
    assert result.status == 0
    assert "(sensitive)" in result.stdout


@pytest.mark.parametrize("format_", ["default", "compact", "json", "sarif"])
def test_a_lint(directory: Path, format_: str) -> None:
    says_nothing(bridgelint(["-f", format_], directory))


def echo(status: int) -> Answer:
    """As AWS does, the answer repeats what it refuses."""
    return lambda handler, entries: refuse(
        status, "ValidationException", f"Value '{entries[0]['Source']}' at 'source' is wrong"
    )(handler, entries)


def echo_entry(transform: Callable[[str], str]) -> Answer:
    return lambda handler, entries: accept(
        (1, "MalformedDetail", f"Detail is malformed: {transform(entries[1]['Detail'])}")
    )(handler, entries)


ANSWERS: dict[str, tuple[Answer, ...]] = {
    "accepted": (),
    "repeated in an error of an entry": (echo_entry(str),),
    "cut off in an error of an entry": (echo_entry(lambda text: text[8:24]),),
    "repeated in an error of the request": (echo(400),),
    "repeated by a server that breaks": (echo(500),),
    "throttled": (throttle(0, 1), throttle(0)),
    "broken off": (reset,),
    "never answered": (hang,),
    "nonsense": (lambda handler, _: handler.answer(200, f'{{"Entries": "{PIECE}'),),
    "no JSON": (lambda handler, _: handler.answer(400, f"<html>{MARKER}</html>"),),
}


@pytest.mark.parametrize("format_", ["default", "json"])
@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("debug", ["0", "1"])
def test_what_is_told_of_an_emission(
    directory: Path,
    *,
    endpoint: Endpoint,
    caplog: pytest.LogCaptureFixture,
    format_: str,
    name: str,
    debug: str,
) -> None:
    endpoint.answers = list(ANSWERS[name])
    with caplog.at_level(logging.INFO):
        result = emit(directory, endpoint, "-f", format_, environment={"BRIDGELINT_DEBUG": debug})
    says_nothing(result)
    assert PIECE not in caplog.text
    assert MARKER in endpoint.received[0][0]["Source"]
    assert (result.status == 0) == (name in {"accepted", "throttled"})


def test_a_message_that_repeats_a_secret_is_left_out(directory: Path, endpoint: Endpoint) -> None:
    endpoint.answers = [accept((1, "MalformedDetail", f"see {MARKER}"))]
    document = receipt(emit(directory, endpoint, "-f", "json"))
    entry = document["requests"][0]["entries"][1]
    assert (entry["error_code"], entry["error_message"]) == ("MalformedDetail", HIDDEN)


def no_text(draft: Draft) -> dict[str, object]:
    """What boto3 does not take, and repeats."""
    return {key: {key: each} for key, each in payload(draft).items()}


def test_a_value_that_boto3_refuses(
    directory: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message contains the value."""
    monkeypatch.setattr("bridgelint.emit.sending.payload", no_text)
    result = says_nothing(emit(directory, endpoint, "-f", "json"))
    entries = receipt(result)["requests"][0]["entries"]
    assert {(each["status"], each["error_code"]) for each in entries} == {
        ("failed", "ParamValidationError")
    }
    assert (result.status, endpoint.received) == (4, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("acme.orders", "aws.orders"),
        ('source      = "acme.orders"', 'source = "aws.${var.token}"'),
        ('id = "1"', 'id = file("none")'),
        ('id = "1"', "id = tonumber(var.token)"),
        ('id = "1"', "id = timestamp()"),
    ],
)
@pytest.mark.parametrize("mode", ["emit", "dry-run", "lint"])
def test_refusals(directory: Path, endpoint: Endpoint, before: str, after: str, mode: str) -> None:
    assert before in CONFIG
    (directory / "main.tf").write_text(CONFIG.replace(before, after))
    if mode == "emit":
        result = emit(directory, endpoint)
        waits = "timestamp" in after
        assert (result.status, len(endpoint.received)) == ((0, 1) if waits else (3, 0))
    else:
        result = bridgelint(["--dry-run"] if mode == "dry-run" else [], directory)
    says_nothing(result)


def test_a_bus_that_is_sensitive(directory: Path, endpoint: Endpoint) -> None:
    text = CONFIG.replace("nonsensitive(replace(var.token,", '(replace("x${var.token}",')
    (directory / "main.tf").write_text(text.replace('"default")', '"nope")'))
    result = says_nothing(emit(directory, endpoint, "--verify-bus"))
    assert "no event bus `(sensitive)` in eu-west-1: ResourceNotFoundException" in result.stderr
    assert result.status == 3

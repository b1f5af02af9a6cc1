"""An endpoint that plays the answers of AWS, and configurations that send to it."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from support import Result, bridgelint

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    "AWS_REGION": "eu-west-1",
}

IDENTITY = """\
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::{account}:{arn}</Arn><UserId>AIDA</UserId>
<Account>{account}</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
"""
ROLE = """\
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/deployer/bridgelint</Arn>
<AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser></AssumeRoleResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>
"""

Entry = dict[str, Any]
Answer = Callable[["Handler", list[Entry]], None]


@dataclass
class Endpoint:
    """What the server was sent, and what it answers next."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list[Answer])
    """One for each request."""

    default: Answer = field(default_factory=lambda: accept())  # noqa: PLW0108 # defined below
    """What is answered when there are no more."""

    received: list[list[Entry]] = field(default_factory=list[list[Entry]])
    accepted: list[Entry] = field(default_factory=list[Entry])
    """The entries that got an EventId, whether anybody read it or not."""

    hosts: list[str] = field(default_factory=list[str])
    regions: list[str] = field(default_factory=list[str])
    buses: set[str] = field(default_factory=lambda: {"default"})
    asked: list[str] = field(default_factory=list[str])
    """The access keys that STS was asked with."""

    roles: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """What `AssumeRole` was asked for."""

    account: str = "123456789012"
    silent: bool = False
    """STS does not answer."""

    denied: bool = False
    """`DescribeEventBus` is denied."""

    released: threading.Event = field(default_factory=threading.Event)
    """Lets hanging requests end."""

    def details(self) -> list[list[str]]:
        """The `Detail` of every entry of every request."""
        return [[each["Detail"] for each in entries] for entries in self.received]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    endpoint: Endpoint


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, *_: object, **__: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        target = self.headers.get("X-Amz-Target", "")
        endpoint = self.server.endpoint
        if target == "AWSEvents.PutEvents":
            entries = json.loads(body)["Entries"]
            endpoint.received.append(entries)
            endpoint.regions.append(self.headers["Authorization"].split("/")[2])
            answer = endpoint.answers.pop(0) if endpoint.answers else endpoint.default
            answer(self, entries)
        elif target == "AWSEvents.DescribeEventBus":
            name = json.loads(body)["Name"]
            if endpoint.denied:
                self.answer(400, error("AccessDeniedException", "not authorized: DescribeEventBus"))
            elif name in endpoint.buses:
                self.answer(200, json.dumps({"Name": name}))
            else:
                message = f"Event bus {name} does not exist."
                self.answer(400, error("ResourceNotFoundException", message))
        else:
            self.sts(dict(parse_qsl(body.decode())))

    def sts(self, asked: dict[str, str]) -> None:
        """Who asks, or a role."""
        endpoint = self.server.endpoint
        if endpoint.silent:
            self.answer(
                403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"
            )
        elif asked["Action"] == "AssumeRole":
            endpoint.roles.append(asked)
            self.answer(200, ROLE, "text/xml")
        else:
            key = self.headers["Authorization"].partition("Credential=")[2].partition("/")[0]
            endpoint.asked.append(key)
            arn = "user/me" if key != "ASIAROLE" else "assumed-role/deployer/bridgelint"
            text = IDENTITY.format(arn=arn, account=endpoint.account)
            self.answer(200, text, "text/xml")

    def answer(self, status: int, text: str, type_: str = "application/x-amz-json-1.1") -> None:
        """One whole answer."""
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def error(code: str, message: str) -> str:
    """The body of an error of a whole request."""
    return json.dumps({"__type": code, "message": message})


def accept(*errors: tuple[int, str, str]) -> Answer:
    """Accepts every entry but those with an error: place, code, message."""

    def answer(handler: Handler, entries: list[Entry]) -> None:
        failed = {place: (code, message) for place, code, message in errors}
        results: list[dict[str, str]] = []
        for place, entry in enumerate(entries):
            if place in failed:
                code, message = failed[place]
                results.append({"ErrorCode": code, "ErrorMessage": message})
            else:
                handler.server.endpoint.accepted.append(entry)
                number = len(handler.server.endpoint.accepted)
                results.append({"EventId": f"00000000-0000-0000-0000-{number:012}"})
        handler.answer(200, json.dumps({"FailedEntryCount": len(failed), "Entries": results}))

    return answer


def throttle(*places: int) -> Answer:
    """Throttles these entries, and accepts the others."""
    return accept(*((place, "ThrottlingException", "Rate exceeded") for place in places))


def refuse(status: int, code: str, message: str) -> Answer:
    """Refuses the whole request."""
    return lambda handler, _: handler.answer(status, error(code, message))


def reset(handler: Handler, entries: list[Entry]) -> None:
    """Accepts everything, and breaks the connection in the middle of saying so."""
    handler.server.endpoint.accepted += entries
    handler.send_response(200)
    handler.send_header("Content-Type", "application/x-amz-json-1.1")
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"FailedEntryCount":0,"Entries":[{"Eve')
    handler.wfile.flush()
    # A reset, not an end: nothing is left to be read.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def hang(handler: Handler, entries: list[Entry]) -> None:
    """Accepts everything, and never says so."""
    handler.server.endpoint.accepted += entries
    handler.server.endpoint.released.wait(20)


@contextmanager
def serving() -> Generator[Endpoint]:
    """A server on loopback for as long as the block runs."""
    server = Server(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.endpoint = endpoint
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def action(name: str, *entries: str, region: str = "") -> str:
    """An action with entries whose `detail` holds these words."""
    blocks = "".join(
        f"""
    entry {{
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({{ id = "{each}" }})
    }}"""
        for each in entries
    )
    where = f'\n    region = "{region}"' if region else ""
    return f'action "aws_events_put_events" "{name}" {{\n  config {{{where}{blocks}\n  }}\n}}\n'


def trigger(*names: str) -> str:
    """A resource that triggers these actions, so that nothing is to be said of them."""
    actions = ", ".join(f"action.aws_events_put_events.{name}" for name in names)
    return f"""
resource "terraform_data" "t" {{
  lifecycle {{
    action_trigger {{
      events  = [after_create]
      actions = [{actions}]
    }}
  }}
}}
"""


def emit(
    directory: Path,
    endpoint: Endpoint,
    *arguments: str,
    environment: dict[str, str] | None = None,
) -> Result:
    """`--emit --yes` against the server."""
    place = ["--endpoint-url", endpoint.url] if endpoint.url else []
    words = ["--emit", "--yes", *place, *arguments]
    return bridgelint(words, directory, {**ENVIRONMENT, **(environment or {})})


def receipt(result: Result) -> dict[str, Any]:
    """The one document of `--format json`."""
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["exit_status"] == result.status
    return document


def told(document: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    """By request: status, EventId or error code, and attempts of each entry."""
    return [
        [
            (each["status"], each["event_id"] or each["error_code"], each["attempts"])
            for each in request["entries"]
        ]
        for request in document["requests"]
    ]


def events(path: Path) -> list[dict[str, Any]]:
    """The lines of a journal."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def journal(directory: Path) -> Path:
    """The only journal below a working directory."""
    (found,) = (directory / ".bridgelint" / "receipts").glob("*.jsonl")
    return found


def write(directory: Path, *actions: str) -> None:
    """A configuration of these actions, each of them triggered."""
    names = [each.split('"')[3] for each in actions]
    (directory / "main.tf").write_text("".join(actions) + trigger(*names))


def digest(tree: object) -> str:
    """SHA-256 of JSON with sorted keys and no spaces."""
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()

"""An endpoint that plays the answers of AWS, and configurations that send to it."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

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
<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>AIDA</UserId>
<Account>123456789012</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
"""

Entry = dict[str, Any]
Answer = Callable[["Handler", list[Entry]], None]


@dataclass
class Endpoint:
    """What the server was sent, and what it answers next."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list[Answer])
    """One for each request; accepts everything when there are no more."""

    received: list[list[Entry]] = field(default_factory=list[list[Entry]])
    accepted: list[Entry] = field(default_factory=list[Entry])
    """The entries that got an EventId, whether anybody read it or not."""

    hosts: list[str] = field(default_factory=list[str])
    regions: list[str] = field(default_factory=list[str])
    buses: set[str] = field(default_factory=lambda: {"default"})
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
            answer = endpoint.answers.pop(0) if endpoint.answers else accept()
            answer(self, entries)
        elif target == "AWSEvents.DescribeEventBus":
            name = json.loads(body)["Name"]
            if name in endpoint.buses:
                self.answer(200, json.dumps({"Name": name}))
            else:
                message = f"Event bus {name} does not exist."
                self.answer(400, error("ResourceNotFoundException", message))
        else:
            self.answer(200, IDENTITY, "text/xml")

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
    words = ["--emit", "--yes", "--endpoint-url", endpoint.url, *arguments]
    return bridgelint(words, directory, {**ENVIRONMENT, **(environment or {})})


def receipt(result: Result) -> dict[str, Any]:
    """The receipt of `--format json`."""
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def told(document: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    """By request: status, and EventId or error code, of each entry."""
    return [
        [
            (each["status"], each["event_id"] or each["error_code"], each["attempts"])
            for each in request["entries"]
        ]
        for request in document["requests"]
    ]

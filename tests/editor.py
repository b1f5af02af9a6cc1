"""An editor for tests: JSON-RPC over the standard streams of a real server, nothing waits long."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support import FOREIGN

PATIENCE = 30.0
"""Seconds; a loaded machine is slow, and a test that waits so long has failed."""

STRICTLY = ("-W", "error", "-W", "ignore::DeprecationWarning:pygls.protocol.json_rpc")
"""Warnings are errors, except one about what pygls calls in Python 3.14."""

Message = dict[str, Any]


class Editor:
    """One client of one server."""

    def __init__(self, root: Path, process: subprocess.Popen[bytes]) -> None:
        self.root = root
        self.process = process
        self.notifications: list[Message] = []
        self.capabilities: Message = {}
        self._received: queue.Queue[Message | None] = queue.Queue()
        self._requests = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()).strip():
                name, _, value = line.decode("ascii").partition(":")
                length = int(value) if name.lower() == "content-length" else length
            if not line:
                self._received.put(None)
                return
            self._received.put(json.loads(stream.read(length)))

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self.process.stdin
        assert stream is not None
        stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        stream.flush()

    def notify(self, method: str, parameters: Message) -> None:
        self._send({"method": method, "params": parameters})

    def ask(self, method: str, parameters: Message | None = None) -> Any:  # noqa: ANN401 # JSON
        """The result of a request."""
        return self.result(self.send(method, parameters))

    def fail(self, method: str, parameters: Message) -> Message:
        """The error of a request, without its data."""
        return self.error(self.send(method, parameters))

    def send(self, method: str, parameters: Message | None = None) -> int:
        """Make a request; the number that its reply has."""
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": parameters})
        return self._requests

    def result(self, request: int) -> Any:  # noqa: ANN401 # JSON
        reply = self._next(lambda message: message.get("id") == request)
        assert "error" not in reply, reply
        return reply["result"]

    def error(self, request: int) -> Message:
        error: Message = self._next(lambda message: message.get("id") == request)["error"]
        return {"code": error["code"], "message": error["message"]}

    def request(self, method: str, **parameters: Any) -> None:  # noqa: ANN401 # JSON
        """Wait for a request of the server with these parameters."""
        self._next(
            lambda message: (
                message.get("method") == method and (message.get("params") or {}) == parameters
            )
        )

    def _next(self, wanted: Callable[[Message], bool]) -> Message:
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self._received.get(timeout=max(deadline - time.monotonic(), 0.01))
            assert message is not None, "the server went away"
            if "id" in message and "method" in message:
                result = {"success": True} if message["method"] == "window/showDocument" else None
                self._send({"id": message["id"], "result": result})
            if "method" in message:
                self.notifications.append(message)
            if wanted(message):
                return message

    # -- what a person does

    def start(self, **capabilities: Any) -> None:  # noqa: ANN401 # JSON
        parameters = {
            "processId": os.getpid(),
            "rootUri": self.root.as_uri(),
            "workspaceFolders": [{"uri": self.root.as_uri(), "name": "root"}],
            "capabilities": capabilities,
        }
        self.capabilities = self.ask("initialize", parameters)["capabilities"]
        self.notify("initialized", {})

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        text = (self.root / name).read_bytes().decode() if text is None else text
        document = {"uri": self.uri(name), "languageId": "terraform", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, name: str, version: int, text: str) -> None:
        document = {"uri": self.uri(name), "version": version}
        change = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.notify("textDocument/didChange", change)

    def save(self, name: str) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(name)}})

    def close(self, name: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def diagnostics(self, name: str, version: int | None = None) -> list[Message]:
        """The next that the server publishes for a file, of this version if one is given."""
        uri = self.uri(name)

        def wanted(message: Message) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            told = message["params"]
            return told["uri"] == uri and (version is None or told.get("version") == version)

        found: list[Message] = self._next(wanted)["params"]["diagnostics"]
        return found

    def message(self) -> str:
        """The next message that the server shows."""
        wanted = self._next(lambda each: each.get("method") == "window/showMessage")
        text: str = wanted["params"]["message"]
        return text

    @property
    def messages(self) -> list[str]:
        """Every message that was shown until now."""
        return [
            each["params"]["message"]
            for each in self.notifications
            if each["method"] == "window/showMessage"
        ]

    def hover(self, name: str, line: int, character: int) -> Message | None:
        """Lines and characters from 0."""
        where = {"line": line, "character": character}
        found: Message | None = self.ask(
            "textDocument/hover", {"textDocument": {"uri": self.uri(name)}, "position": where}
        )
        return found

    def actions(self, name: str, range_: Message, *only: str) -> list[Message]:
        context: Message = {"diagnostics": []}
        if only:
            context["only"] = list(only)
        found: list[Message] = self.ask(
            "textDocument/codeAction",
            {"textDocument": {"uri": self.uri(name)}, "range": range_, "context": context},
        )
        return found

    def goodbye(self) -> int:
        self.ask("shutdown")
        self.notify("exit", {})
        return self.process.wait(PATIENCE)


@contextmanager
def editor(root: Path, *arguments: str, **capabilities: Any) -> Generator[Editor]:  # noqa: ANN401 # JSON
    """An editor with a folder open; its server ends with the block, and in order."""
    with editor_of(("-m", "bridgelint", "--langserver", *arguments), root, capabilities) as one:
        yield one


@contextmanager
def editor_of(program: Sequence[str], root: Path, capabilities: Message) -> Generator[Editor]:
    """An editor whose server is this program of Python."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)
    }
    with subprocess.Popen(  # noqa: S603 # our own program
        [sys.executable, *STRICTLY, *program],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            one = Editor(root, process)
            one.start(**capabilities)
            yield one
            if process.poll() is None:
                assert one.goodbye() == 0
        finally:
            process.kill()

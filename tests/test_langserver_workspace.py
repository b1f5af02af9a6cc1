"""What concerns the whole workspace: diagnostics on request, cancellation, progress, memory."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

from lsprotocol.types import (
    WorkDoneProgressBegin,
    WorkDoneProgressEnd,
    WorkDoneProgressReport,
)
from pygls.progress import Progress

from bridgelint.langserver.connection import with_progress
from bridgelint.lint.progress import counted
from editor import Editor, Message, editor, editor_of
from test_langserver import MODULE, codes, written

PULLING: dict[str, Message] = {
    "workspace": {"diagnostics": {"refreshSupport": True}},
    "textDocument": {"diagnostic": {}},
}
WORKSPACE = "workspace/diagnostic"


def names(one: Editor, items: list[Message]) -> dict[str, list[str]]:
    """The rules by file, relative to the folder."""
    start = f"{one.root.as_uri()}/"
    return {each["uri"].removeprefix(start): codes(each["items"]) for each in items}


def results(items: list[Message]) -> list[Message]:
    return [{"uri": each["uri"], "value": each["resultId"]} for each in items]


def test_every_module_is_checked_open_or_not(tmp_path: Path) -> None:
    good = MODULE.replace("aws.orders", "acme.orders")
    written(tmp_path / "one", main=MODULE)
    written(tmp_path / "two", main=MODULE, other="")
    root = written(tmp_path, main=good)
    with editor(root, **PULLING) as one:
        one.open("main.tf")
        first = one.ask(WORKSPACE, {"previousResultIds": []})["items"]
        assert names(one, first) == {
            "one/main.tf": ["reserved_source"],
            "two/main.tf": ["reserved_source"],
        }
        # The next request waits until something changes, and reports only that.
        waiting = one.send(WORKSPACE, {"previousResultIds": results(first)})
        one.change("main.tf", 2, MODULE)
        second = one.result(waiting)["items"]
        assert names(one, second) == {"main.tf": ["reserved_source"]}
        assert second[0]["version"] == 2
        (root / "one" / "main.tf").write_text(good, "utf-8")
        waiting = one.send(WORKSPACE, {"previousResultIds": results([*first, *second])})
        one.notify(
            "workspace/didChangeWatchedFiles",
            {"changes": [{"uri": one.uri("one/main.tf"), "type": 2}]},
        )
        assert names(one, one.result(waiting)["items"]) == {"one/main.tf": []}
        assert not any(
            each["method"] == "textDocument/publishDiagnostics" for each in one.notifications
        )


def test_the_editor_is_told_to_ask_again(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE, other="")
    with editor(root, **PULLING) as one:
        one.open("main.tf")
        one.open("other.tf")
        asked = {"textDocument": {"uri": one.uri("main.tf")}}
        assert codes(one.ask("textDocument/diagnostic", asked)["items"]) == ["reserved_source"]
        one.change("other.tf", 2, MODULE.replace("aws.orders", "aws.x"))
        one.request("workspace/diagnostic/refresh")
        found = one.ask("textDocument/diagnostic", asked)["items"]
        assert codes(found) == ["reserved_source"]
        asked = {"textDocument": {"uri": one.uri("other.tf")}}
        found = one.ask("textDocument/diagnostic", asked)["items"]
        assert codes(found) == ["duplicate_action"]


def test_a_request_can_be_cancelled(tmp_path: Path) -> None:
    root = written(tmp_path, main=MODULE)
    with editor(root, **PULLING) as one:
        one.open("main.tf")
        first = one.ask(WORKSPACE, {"previousResultIds": []})["items"]
        waiting = one.send(WORKSPACE, {"previousResultIds": results(first)})
        one.notify("$/cancelRequest", {"id": waiting})
        assert one.error(waiting)["code"] == -32800
        assert one.hover("main.tf", 0, 2) is not None


class Bar:
    """A progress bar that records its calls."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []
        self.moved = asyncio.Event()

    async def create_async(self, token: int | str) -> None:
        self.told.append(("create", token))

    def begin(self, token: int | str, value: WorkDoneProgressBegin) -> None:
        self.told.append(("begin", value.title))

    def report(self, token: int | str, value: WorkDoneProgressReport) -> None:
        if self.told[-1] != ("report", (value.message, value.percentage)):
            self.told.append(("report", (value.message, value.percentage)))
        self.moved.set()

    def end(self, token: int | str, value: WorkDoneProgressEnd) -> None:
        self.told.append(("end", value.kind))


def test_a_long_check_shows_its_progress() -> None:
    async def checked(bar: Bar) -> str:
        modules = counted(range(4))
        next(modules)
        next(modules)
        running: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        shown = asyncio.ensure_future(
            with_progress(running, cast(Progress, bar), None, patience=0, interval=0)
        )
        await bar.moved.wait()
        assert list(modules) == [2, 3]
        running.set_result("done")
        return await shown

    async def run() -> list[tuple[str, Any]]:
        bar = Bar()
        assert await checked(bar) == "done"
        return bar.told

    assert asyncio.run(run()) == [
        ("create", "bridgelint"),
        ("begin", "bridgelint"),
        ("report", ("1 of 4 modules", 25)),
        ("end", "end"),
    ]


IMPATIENT = """
from bridgelint.__main__ import main
from bridgelint.langserver.connection import with_progress
with_progress.__kwdefaults__.update(patience=0, interval=0)
main()
"""


def test_the_editor_is_told_of_the_progress(tmp_path: Path) -> None:
    """Under the token of its request, from beginning to end."""
    root = tmp_path.resolve()
    for name in ("one", "two"):
        written(root / name, main=MODULE)
    with editor_of(("-c", IMPATIENT, "--langserver"), root, PULLING) as one:
        one.ask(WORKSPACE, {"previousResultIds": [], "workDoneToken": "mine"})
        told = [each["params"] for each in one.notifications if each["method"] == "$/progress"]
        assert {each["token"] for each in told} == {"mine"}
        kinds = [each["value"]["kind"] for each in told]
        assert kinds == ["begin", *["report"] * (len(kinds) - 2), "end"]
        assert told[1]["value"]["message"].endswith(" modules")


def test_memory_does_not_grow_with_edits(tmp_path: Path) -> None:
    """After a thousand edits, the memory in use has grown by less than 10 %."""
    root = written(tmp_path, main=MODULE)
    with editor(root) as one:
        status = Path(f"/proc/{one.process.pid}/status")
        if not status.exists():
            return
        one.open("main.tf")
        sizes: list[int] = []
        for version in range(2, 1_303):
            one.change("main.tf", version, MODULE.replace("id = 1", f"id = {version}"))
            one.hover("main.tf", 0, 2)
            if version in {302, 1_302}:
                found = [line for line in status.read_text().splitlines() if "VmRSS" in line]
                sizes.append(int(found[0].split()[1]))
    # A leak of one module per edit would more than double it; the allocator adds some percent.
    assert sizes[1] < sizes[0] * 1.25

"""Which modules a run looks at, and what it reads on the way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.files import UnreadableFile, read_bytes
from bridgelint.workspace.workspace import Following, Workspace
from support import clean_slate

EVENTS = 'action "aws_events_put_events" "x" {\n}\n'
TRIGGER = 'resource "t" "n" {\n  lifecycle {\n    action_trigger {\n    }\n  }\n}\n'
PLAIN = 'resource "t" "n" {\n}\n'


def call(source: str, name: str = "m") -> str:
    return f'module "{name}" {{\n  source = "{source}"\n}}\n'


def write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def selected(
    root: Path, *paths: str, recursive: bool = False, following: Following = "local"
) -> list[str]:
    with clean_slate(root):
        selection = Workspace(following=following).select(paths, recursive=recursive)
    assert (selection.missing, selection.unreadable) == ((), ())
    return [module.path for module in selection.modules]


def test_modules_with_a_marker(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/main.tf": PLAIN,
            "b/other.tf": PLAIN,
            "b/z.tf": EVENTS,
            "c/main.tf.json": '{"resource": {"t": {"n": {"lifecycle": {"action_trigger": {}}}}}}',
            "d/main.tf": 'action "aws_eventbridge_put_events" "misspelled" {\n}\n',
            "e/readme.md": EVENTS,
        },
    )
    assert selected(tmp_path, recursive=True) == ["b", "c", "d"]
    assert selected(tmp_path, "b", "a", "c/main.tf.json") == ["b", "c"]
    assert selected(tmp_path) == []


def test_a_module_is_judged_through_those_that_call_it(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "live/one/main.tf": call("../../modules/outer"),
            "live/two/main.tf": call("../../modules/plain"),
            "modules/outer/main.tf": call("../inner/"),
            "modules/inner/main.tf": EVENTS,
            "modules/plain/main.tf": PLAIN,
            "modules/alone/main.tf": EVENTS,
        },
    )
    assert selected(tmp_path, recursive=True) == ["live/one", "modules/alone"]
    assert selected(tmp_path, "modules", recursive=True) == ["modules/alone", "modules/outer"]
    assert selected(tmp_path, "live/one") == ["live/one"]
    assert selected(tmp_path, "live/two") == []
    assert selected(tmp_path, "modules/inner/main.tf") == ["modules/inner"]
    assert selected(tmp_path, "modules/inner", "live/one") == ["live/one"]
    assert selected(tmp_path, recursive=True, following="none") == [
        "modules/alone",
        "modules/inner",
    ]


def test_the_module_between_need_not_be_given(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/main.tf": call("../b"),
            "b/main.tf": call("../c"),
            "c/main.tf": EVENTS,
        },
    )
    assert selected(tmp_path, "c", "a") == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        f"# {call('./child')}",
        f"/*\n{call('./child')}*/\n",
        'resource "t" "n" {\n  source = "./child"\n}\n',
        'module "m" {\n  x = { source = "./child" }\n  source = "registry/x/y"\n}\n',
    ],
)
def test_what_only_looks_like_a_call(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"main.tf": text, "child/main.tf": EVENTS})
    assert selected(tmp_path, recursive=True) == ["child"]
    assert selected(tmp_path) == []


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": 'module "m" {\n  x      = [\n    1,\n  ]\n  source = "./child" # here\n}\n'},
        {"main.tf": 'module "m" {\n  x {\n  }\n  source = "./child"\n}\n'},
        {"main.tf.json": '{"module": {"m": {"source": "./child"}}}'},
        {"main.tf": call("registry/x/y"), "override.tf": call("./child")},
    ],
)
def test_what_is_a_call(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, {**files, "child/main.tf": EVENTS})
    assert selected(tmp_path, recursive=True) == ["."]


def test_a_call_that_an_override_file_redirects(tmp_path: Path) -> None:
    files = {"main.tf": call("./old"), "override.tf": call("./new")}
    write(tmp_path, {**files, "old/main.tf": EVENTS, "new/main.tf": EVENTS})
    assert selected(tmp_path, recursive=True) == [".", "old"]


def test_modules_that_call_each_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/main.tf": call("../b"),
            "b/main.tf": call("../a") + EVENTS,
            "self/main.tf": call("./") + EVENTS,
            "lost/main.tf": call("../nowhere") + EVENTS,
        },
    )
    assert selected(tmp_path, recursive=True) == ["a", "lost", "self"]


def test_installed_modules_are_followed_on_request(tmp_path: Path) -> None:
    manifest = (
        '{"Modules": [{"Key": "", "Source": "", "Dir": "."},'
        ' {"Key": "net", "Source": "registry.terraform.io/a/b/c", "Version": "1.2.3",'
        ' "Dir": ".terraform/modules/net"},'
        ' {"Key": "net.sub", "Source": "./sub", "Dir": ".terraform/modules/net/sub"}]}'
    )
    write(
        tmp_path,
        {
            "main.tf": call("a/b/c", "net"),
            ".terraform/modules/modules.json": manifest,
            ".terraform/modules/net/main.tf": call("./sub", "sub"),
            ".terraform/modules/net/sub/main.tf": EVENTS,
        },
    )
    assert selected(tmp_path) == []
    assert selected(tmp_path, following="all") == ["."]
    with clean_slate(tmp_path):
        workspace = Workspace(following="all")
        root = workspace.directory(".")
        net = workspace.follow(root, root, ("net",), "a/b/c")
        assert isinstance(net, ModuleDirectory)
        sub = workspace.follow(root, net, ("net", "sub"), "./sub")
        assert isinstance(sub, ModuleDirectory)
        assert [net.path, sub.path] == [".terraform/modules/net", ".terraform/modules/net/sub"]
        missing = workspace.follow(root, root, ("other",), "d/e/f")
        assert missing == "is not installed (run `terraform init`)"


def test_why_a_call_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": PLAIN})
    with clean_slate(tmp_path):
        local, none, every = (Workspace(following=each) for each in ("local", "none", "all"))
        root = local.directory(".")
        assert local.follow(root, root, ("m",), "./x") == "calls `./x`, which does not exist"
        assert (
            local.follow(root, root, ("m",), "a/b") == "calls `a/b`, which is not a local directory"
        )
        assert none.follow(root, root, ("m",), "./x") == "is not followed"
        assert every.follow(root, root, ("m",), "a/b") == (
            "is not installed (.terraform/modules/modules.json: No such file or directory;"
            " run `terraform init`)"
        )


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path,
        {
            "a/main.tf": call("../child"),
            "b/main.tf": call("./../child") + TRIGGER,
            "child/main.tf": EVENTS,
            "plain/main.tf": PLAIN,
        },
    )
    read: list[str] = []

    def record(path: str, *, directory: int | None = None) -> bytes | UnreadableFile:
        read.append(path)
        return read_bytes(path, directory=directory)

    monkeypatch.setattr("bridgelint.workspace.survey.read_bytes", record)
    with clean_slate(tmp_path):
        workspace = Workspace()
        selection = workspace.select(recursive=True)
        for module in selection.modules:
            child = workspace.follow(module, module, ("m",), "../child")
            assert child is workspace.directory("child")
            assert child is workspace.directory("a/../child")
    assert sorted(read) == ["a/main.tf", "b/main.tf", "child/main.tf", "plain/main.tf"]


def test_a_module_called_through_a_link_is_not_checked_by_itself(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": call("./links/child"),
            "child/main.tf": call("./deeper"),
            "child/deeper/main.tf": EVENTS,
        },
    )
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "child").symlink_to("../child")
    with clean_slate(tmp_path):
        workspace = Workspace()
        selection = workspace.select(recursive=True)
        assert [each.path for each in selection.modules] == ["."]
        assert workspace.directory("links/child").path == "child"


def test_a_directory_reached_by_a_link_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"real/main.tf": EVENTS})
    (tmp_path / "link").symlink_to("real")
    with clean_slate(tmp_path):
        workspace = Workspace()
        assert workspace.directory("link") is workspace.directory("real")


def test_a_text_stands_in_for_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": PLAIN, "a/other.tf": PLAIN})
    with clean_slate(tmp_path):
        workspace = Workspace(overlay={"a/main.tf": EVENTS.encode()})
        (module,) = workspace.select(["a"]).modules
        assert [file.data.decode() for file in module.files] == [EVENTS, PLAIN]
        assert workspace.read("a/main.tf") is module.files[0]


def test_a_text_stands_in_for_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": PLAIN})
    with clean_slate(tmp_path):
        overlay = {"a/b.tf": EVENTS.encode(), "a/.b.tf": b"", "a/b.md": b"", "b.tf": b""}
        (module,) = Workspace(overlay=overlay).select(["a"]).modules
    assert [file.path for file in module.files] == ["a/b.tf", "a/main.tf"]


def test_a_file_that_cannot_be_read_is_noted_and_may_declare_anything(tmp_path: Path) -> None:
    write(tmp_path, {"a/good.tf": EVENTS, "b/main.tf": PLAIN})
    (tmp_path / "a/bad.tf").symlink_to("bad.tf")
    (tmp_path / "b/bad.tf").symlink_to("nowhere")
    with clean_slate(tmp_path):
        workspace = Workspace()
        selection = workspace.select(recursive=True)
    assert [
        (module.path, [file.path for file in module.files], module.is_whole)
        for module in selection.modules
    ] == [("a", ["a/good.tf"], False), ("b", ["b/main.tf"], False)]
    assert workspace.unreadable == {
        "a/bad.tf": UnreadableFile("a/bad.tf", "Too many levels of symbolic links"),
        "b/bad.tf": UnreadableFile("b/bad.tf", "No such file or directory"),
    }


def test_broken_input_ends_in_problems(tmp_path: Path) -> None:
    write(tmp_path, {"brace/a.tf": f"{EVENTS}locals {{\n", "empty/a.tf": "", "json/a.tf.json": "["})
    write(tmp_path, {"json/b.tf": EVENTS})
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary/a.tf").write_bytes(b"\x7fELF\x00action_trigger\xff")
    (tmp_path / "latin").mkdir()
    (tmp_path / "latin/a.tf").write_bytes(EVENTS.encode() + b'locals {\n  x = "caf\xe9"\n}\n')
    with clean_slate(tmp_path):
        selection = Workspace().select(recursive=True)
    assert [
        (problem.span.file.path, problem.span.line, problem.message)
        for module in selection.modules
        for problem in module.problems
    ] == [
        ("binary/a.tf", 1, "expected a block"),
        ("brace/a.tf", 3, "this block is not closed"),
        ("json/a.tf.json", 1, "this array is not closed"),
        ("latin/a.tf", 4, "invalid UTF-8"),
    ]


def test_a_file_of_20_mb(tmp_path: Path) -> None:
    large = f'resource "t" "n" {{\n  x = "{"x" * 1000}"\n}}\n'
    write(tmp_path, {"main.tf": large * 20_000 + EVENTS})
    with clean_slate(tmp_path):
        (module,) = Workspace().select().modules
        (action,) = module.blocks("action")
    assert action.header.text == 'action "aws_events_put_events" "x"'
    assert len(module.files[0].data) > 20_000_000
    assert len(module.indexed("resource")) == 20_000


def test_what_cannot_be_found(tmp_path: Path) -> None:
    with clean_slate(tmp_path):
        selection = Workspace().select(["nowhere"])
        assert Workspace().directory("nowhere").files == ()
    assert selection.missing == (UnreadableFile("nowhere", "No such file or directory"),)
    assert (selection.modules, selection.places) == ((), ())


def test_a_file_is_read_by_its_path_as_shown(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.tfvars": "x = 1\n"})
    with clean_slate(tmp_path):
        workspace = Workspace()
        file = workspace.read("./a/../a/x.tfvars")
        assert file is workspace.read("a/x.tfvars")
        assert not isinstance(file, UnreadableFile)
        assert (file.path, file.data) == ("a/x.tfvars", b"x = 1\n")
        assert workspace.read("a/y.tfvars") == UnreadableFile(
            "a/y.tfvars", "No such file or directory"
        )


def test_how_far_functions_may_read(tmp_path: Path) -> None:
    write(tmp_path, {"repo/.git/x": "", "repo/live/a/main.tf": "", "loose/live/a/main.tf": ""})
    real = Path(os.path.realpath(tmp_path))
    with clean_slate(tmp_path):
        workspace = Workspace()
        workspace.select(["repo/live/a", "loose/live", "loose/live/a"])
        assert [
            workspace.reading_root(path) for path in ("repo/live/a", "loose/live/a", "elsewhere")
        ] == [str(real / "repo"), str(real / "loose/live"), str(real / "elsewhere")]

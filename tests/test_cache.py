"""A repeated run says what the run would say, and nothing that it depends on escapes it."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

import bridgelint_rules
from bridgelint import cli, observed
from bridgelint.cache import place, store
from bridgelint.cache.entry import Entry, decode, encode
from bridgelint.workspace import workers
from running import run
from support import FIXTURES, ROOT, clean_slate, copy

MODULES = sorted(
    {
        path.parent.relative_to(FIXTURES).as_posix()
        for pattern in ("*.tf", "*.tf.json")
        for path in FIXTURES.rglob(pattern)
    }
)

SMALL = """action "aws_events_put_events" "a" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = var.kind
      detail      = file("${path.module}/detail.json")
    }
  }
}

variable "kind" {
  default = "Order Placed"
}

module "child" {
  source = "./child"
}
"""


@pytest.fixture(autouse=True)
def _installed_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever works on bridgelint while its tests run does not disturb them."""
    monkeypatch.setattr(place, "code_state", lambda: STATE)


STATE = place.code_state()


def test_other_code_makes_another_run(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {path for path, _, _ in STATE} > {place.__file__, bridgelint_rules.__file__}
    run(module, tmp_path / "cache")
    monkeypatch.setattr(place, "code_state", lambda: [*STATE[1:], (STATE[0][0], 1, 1)])
    assert not run(module, tmp_path / "cache").is_repeated


@pytest.mark.parametrize("name", MODULES)
def test_all_fixtures_cold_warm_with_workers_and_after_a_change(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, each below a repository of its own, as paths and names are part of reports."""
    directory, cache = copy(FIXTURES / name, tmp_path / "module"), tmp_path / "cache"
    fresh = run(directory, cache, "--no-cache", "--recursive").result
    stored = run(directory, cache, "--recursive")
    repeated = run(directory, cache, "--recursive")
    assert stored.result == repeated.result == fresh
    assert not stored.is_repeated
    assert repeated.is_repeated == (fresh.status != 1)
    monkeypatch.setattr(workers, "LEAST_PLACES", 1)
    many = run(directory, cache, "--no-cache", "--recursive", "--max-workers", "3").result
    assert many == fresh
    for path in directory.rglob("*.tf"):
        path.write_bytes(b"# One line more.\n" + path.read_bytes())
    after = run(directory, cache, "--recursive")
    assert after.result == run(directory, cache, "--no-cache", "--recursive").result
    assert not after.is_repeated or not list(directory.rglob("*.tf"))


@pytest.fixture
def module(tmp_path: Path) -> Path:
    directory = tmp_path / "repository" / "module"
    (directory / "child").mkdir(parents=True)
    (directory / "main.tf").write_text(SMALL, encoding="utf-8")
    (directory / "detail.json").write_text('{"id": 1}', encoding="utf-8")
    (directory / "child" / "main.tf").write_text('output "a" {\n  value = 1\n}\n', encoding="utf-8")
    return directory


def write(name: str, text: str = "") -> Callable[[Path], None]:
    def change(directory: Path) -> None:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return change


CHANGES: dict[str, Callable[[Path], None]] = {
    "a file": write("main.tf", SMALL.replace("acme", "aws")),
    "a file of a called module": write("child/main.tf", SMALL.partition("module")[0]),
    "a new file": write("more.tf", SMALL.replace('"a"', '"b"').partition("variable")[0]),
    "a file less": lambda directory: (directory / "main.tf").unlink(),
    "a file that a function reads": write("detail.json", "[]"),
    "values of variables": write("terraform.tfvars", 'kind = ""\n'),
    "more values": write("a.auto.tfvars", 'kind = ""\n'),
    "a configuration": write(".bridgelint.hcl", 'rule "unused_action" {\n  enabled = false\n}\n'),
    "a configuration above": write("../.bridgelint.hcl", "config {\n  strict = true\n}\n"),
    "a repository": write(".git/HEAD", ""),
    "a repository above": write("../.git/HEAD", ""),
    "a selected workspace": write(".terraform/environment", "staging"),
    "a lock file": write(".terraform.lock.hcl", ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run(module, cache)
    assert run(module, cache).is_repeated
    CHANGES[change](module)
    made = run(module, cache)
    assert not made.is_repeated
    assert made.result == run(module, cache, "--no-cache").result


def test_what_makes_another_run(module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run(module, cache)
    assert run(module, cache).is_repeated
    assert run(module, cache, environment={"HOME": "/nowhere"}).is_repeated
    for environment in ({"TF_VAR_kind": "a"}, {"TF_WORKSPACE": "a"}, {"COLUMNS": "60"}):
        assert not run(module, cache, environment=environment).is_repeated
    for arguments in (["."], ["-f", "json"], ["--only", "unused_action"], ["child"]):
        assert not run(module, cache, *arguments).is_repeated
    assert not run(module / "child", cache).is_repeated


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-cache"],
        ["--fix"],
        ["--diff"],
        ["-f", "json=report.json"],
        ["--chdir", "child"],
        ["--list-rules"],
        ["nowhere"],
    ],
)
def test_what_is_never_repeated(arguments: list[str], module: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert not run(module, tmp_path / "cache", *arguments).is_repeated
    assert not list(tmp_path.glob("cache/bridgelint/*"))


def test_streams_keep_their_order_and_their_names(module: Path, tmp_path: Path) -> None:
    first = run(module, tmp_path / "cache", "-f", "json")
    second = run(module, tmp_path / "cache", "-f", "json")
    assert second.is_repeated
    assert second.result == first.result
    assert second.result.status == 0
    assert second.result.stdout.startswith("{")


def test_a_chosen_directory(module: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    for arguments in (["--cache-dir", str(chosen)], [f"--cache-dir={chosen}"]):
        assert not run(module, tmp_path / "cache", *arguments).is_repeated
        assert run(module, tmp_path / "cache", *arguments).is_repeated
    assert len(list(chosen.iterdir())) == 2
    assert not (tmp_path / "cache").exists()


def entry_of(cache: Path) -> Path:
    return next((cache / "bridgelint").iterdir())


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[:-5],
    "longer": lambda data: data + b"x",
    "another byte": lambda data: data.replace(b"unused", b"abused"),
    "another run": lambda data: data.replace(data.split(b"\n")[1], b"0" * 40),
    "another format": lambda data: data.replace(b"run 1", b"run 0"),
    "no text": lambda data: b"\xff" * len(data),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_not_there(damage: str, module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    expected = run(module, cache).result
    path = entry_of(cache)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    made = run(module, cache)
    assert not made.is_repeated
    assert made.result == expected
    assert run(module, cache).is_repeated


@pytest.mark.parametrize(
    "body",
    [
        "1 0 0\n",
        "0 -1 0\n",
        "0 99999999 0\n",
        "0 0 1\n0 99\nshort",
        "0 0 1\n0 -1\n",
        "0 1 0\nexecute\tx\t/bin/sh\n",
        "0 1 0\nbytes /etc/passwd\n",
        "0 0 0\nrest",
        "zero 0 0\n",
        "",
    ],
)
def test_a_poisoned_entry_is_refused(body: str) -> None:
    data = body.encode()
    whole = f"{place.FORMAT}\nname\n{observed.digest(data)}\n".encode() + data
    assert decode(whole, "name") is None


def test_an_entry_comes_back() -> None:
    looks = [("bytes", "a b\tc", "error 2"), ("real", "\udcff", "x")]
    output = [(False, b"one\n\x00"), (True, b""), (False, b"\xff")]
    found = decode(encode(Entry(2, looks, output), "name"), "name")
    assert found is not None
    assert (found.status, found.looks, found.output) == (2, looks, output)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_what_others_may_write_is_not_believed(module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run(module, cache)
    assert entry_of(cache).stat().st_mode & 0o777 == 0o600
    entry_of(cache).chmod(0o666)
    assert not run(module, cache).is_repeated


def test_a_cache_that_cannot_be_written_or_read(module: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    expected = run(module, tmp_path / "cache", "--no-cache").result
    for _ in range(2):
        assert run(module, tmp_path / "cache", "--cache-dir", str(tmp_path / "file")).result == (
            expected
        )
    run(module, tmp_path / "cache")
    path = entry_of(tmp_path / "cache")
    path.unlink()
    path.mkdir()
    assert run(module, tmp_path / "cache").result == expected


def test_nothing_sensitive_is_kept(module: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    secret = "hunter2-hunter2"  # noqa: S105 # what must not be found again
    (module / "terraform.tfvars").write_text(f'kind = "{secret}"\n', encoding="utf-8")
    run(module, cache, "--var", f"kind={secret}", environment={"TF_VAR_kind": secret})
    assert secret.encode() not in entry_of(cache).read_bytes()
    assert secret not in entry_of(cache).name


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_ENTRIES", 4)
    (tmp_path / "somebody's").write_text("", encoding="utf-8")
    names = [f"{number:040x}" for number in range(5)]
    for age, name in enumerate(reversed(names)):
        (tmp_path / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    store.limit(str(tmp_path))
    assert sorted(each.name for each in tmp_path.iterdir()) == [*names[3:], "somebody's"]


def test_large_ones_go_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 100)
    for number in range(3):
        (tmp_path / f"{number:040x}").write_bytes(b"x" * 40)
        os.utime(tmp_path / f"{number:040x}", (number, number))
    store.limit(str(tmp_path))
    assert [each.name for each in tmp_path.iterdir()] == [f"{2:040x}"]


def test_a_run_that_looks_at_much_is_not_recorded(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observed, "MAX_LOOKS", 10)
    run(module, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


_OWN = tuple(
    os.path.realpath(path)
    for path in (
        ROOT / "linter",
        ROOT / "tests",
        Path(bridgelint_rules.__file__).parent,
        sys.prefix,
        sys.base_prefix,
        sys.pycache_prefix or sys.prefix,
        sysconfig.get_path("stdlib"),
        "/dev",
    )
)
_watching: list[set[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in {"open", "os.scandir", "os.listdir"}:
        _see(arguments[0], _watching[0])


def _see(path: object, found: set[str]) -> None:
    """Numbers of open files are no paths."""
    text = os.fspath(cast("os.PathLike[str]", path)) if hasattr(path, "__fspath__") else path
    if isinstance(text, str | bytes):
        found.add(os.path.abspath(os.fsdecode(text)))  # noqa: PTH100 # not resolved


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Every path that this process asks the system about."""
    found: set[str] = set()
    if _watch not in _installed:
        sys.addaudithook(_watch)
        _installed.append(_watch)
    for name in ("stat", "lstat", "readlink"):
        monkeypatch.setattr(os, name, _spied(getattr(os, name), found))
    _watching[:] = [found]
    yield found
    _watching.clear()


_installed: list[object] = []


def _spied(ask: Callable[..., object], found: set[str]) -> Callable[..., object]:
    def spy(path: object, *arguments: object, **named: object) -> object:
        if _watching:
            _see(path, found)
        return ask(path, *arguments, **named)

    return spy


@pytest.mark.parametrize("name", MODULES)
def test_every_look_is_recorded(
    name: str, touched: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observed, "MAX_LOOKS", 100_000)
    directory = FIXTURES / name
    with clean_slate(directory):
        recording = observed.record()
        touched.clear()
        try:
            cli.main(["--recursive"])
        finally:
            observed.stop()
            _watching.clear()
        known = {os.path.abspath(path) for _, path in recording.looks}  # noqa: PTH100 # as above
        known |= {os.path.realpath(path) for path in known}
    on_the_way = {str(above) for path in known for above in Path(path).parents}
    forgotten = {path for path in touched - known - on_the_way if not path.startswith(_OWN)}
    assert forgotten == set()

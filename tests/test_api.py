"""bridgelint used by programs, in one process and on several."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import bridgelint as package
from bridgelint.base.finding import Severity
from bridgelint.config.config import FORMAT_NAMES
from bridgelint.lint.report import Report
from bridgelint.report.formats import render
from bridgelint.version import VERSION
from support import FIXTURES, bridgelint, clean_slate, copy

ACTION = """\
action "aws_events_put_events" "sent" {{
  config {{
    entry {{
      source      = {source}
      detail_type = "Sent"
      detail      = {detail}
    }}
  }}
}}

resource "terraform_data" "sender" {{
  lifecycle {{
    action_trigger {{
      events  = [after_create]
      actions = [action.aws_events_put_events.sent]
    }}
  }}
}}
"""
OUTSIDE = {"TF_VAR_from_outside": "aws.outside"}
CALLED = 'variable "source_name" {}\n' + ACTION.format(
    source="var.source_name # bridgelint-ignore: reserved_source, invalid_time",
    detail='file("${path.module}/../../shared.json")',
)


@pytest.fixture
def estate(tmp_path: Path) -> Iterator[Path]:
    """Many modules of several owners: some share a module, one is broken, one has ignores."""
    copy(FIXTURES / "organisation", tmp_path)
    copy(FIXTURES / "company" / "mistakes", tmp_path / "company")
    copy(FIXTURES / "demo", tmp_path / "demo")
    files = {
        "shared.json": '{"a": 1,}',
        "modules/called/main.tf": CALLED,
        "one/main.tf": 'module "a" {\n  source = "../modules/called"\n  source_name = "aws.a"\n}\n',
        "two/main.tf": 'module "b" {\n  source = "../modules/called"\n  source_name = "b"\n}\n',
        "three/main.tf": 'variable "from_outside" {}\n'
        + ACTION.format(source="var.from_outside", detail="jsonencode({})"),
        "later/main.tf": ACTION.format(source='"a"', detail="jsonencode(terraform_data.sender)"),
        "broken/main.tf": ACTION.format(source='"a', detail="null"),
        "unconfigured/.bridgelint.hcl": "config {\n  colour = true\n}\n",
        "unconfigured/main.tf": ACTION.format(source='"a"', detail='"{}"'),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with clean_slate(tmp_path, OUTSIDE):
        yield tmp_path


def everything(report: Report) -> dict[str, object]:
    """All that a report says, in every format."""
    said: dict[str, object] = {
        name: render(report, name, columns=80, colour=False) for name in FORMAT_NAMES
    }
    return {**said, "failures": [(each.message, each.help) for each in report.failures]}


def test_the_package_alone_imports_nothing_of_itself() -> None:
    program = "import bridgelint, sys; print(*[n for n in sys.modules if 'bridgelint' in n])"
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert sorted(done.stdout.split()) == [
        "bridgelint",
        "bridgelint.base",
        "bridgelint.lint",
    ]


def test_what_the_package_offers() -> None:
    assert package.__version__ == VERSION
    assert [getattr(package, name) for name in package.__all__]
    assert not hasattr(package, "lynt")


def test_lint_finds_what_the_command_finds(estate: Path) -> None:
    for path in ("demo", "demo/main.tf", "one"):
        report = package.lint(Path(path))
        command = bridgelint(["-f", "json", path], estate)
        assert render(report, "json", columns=80, colour=False) == command.stdout
        assert report.exit_status(Severity.WARNING) == command.status
    whole = package.lint(estate, recursive=True)
    command = bridgelint(["-f", "json", "--recursive"], estate, OUTSIDE)
    assert render(whole, "json", columns=80, colour=False) == command.stdout


def test_several_paths_in_one_report() -> None:
    with clean_slate(FIXTURES / "situations"):
        report = package.lint(["basic_event", Path("multiple_events")])
    assert report.coverage.modules == 2


def test_variables_are_values_and_their_mistakes_are_placed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "names" { type = list(string) }\n'
        + ACTION.format(source="var.names[1]", detail="jsonencode({})")
    )
    with clean_slate(tmp_path):
        report = package.lint(".", variables={"names": ["acme.${a}", "aws.x"]})
        good = package.lint(".", variables={"names": ["aws.x", "acme.x"]})
    assert [each.rule for each in good.findings] == []
    assert [(each.rule, each.value) for each in report.findings] == [("reserved_source", "aws.x")]
    places = [(each.span.file.path, each.span.line) for each in report.findings[0].related]
    assert places == [("<variables>.tfvars.json", 4)]


def test_a_configuration_file_may_be_named(estate: Path) -> None:
    config = estate / "only.json"
    config.write_text(json.dumps({"rule": {"invalid_time": {"enabled": False}}}))
    rules = {each.rule for each in package.lint("demo", config=config).findings}
    assert "reserved_source" in rules
    assert "invalid_time" not in rules


def test_nothing_is_raised_for_bad_input(estate: Path) -> None:
    missing = package.lint("demmo")
    assert [(each.message, each.help) for each in missing.failures] == [
        ("no such file or directory: `demmo`", "did you mean `demo`?")
    ]
    broken = package.lint(estate, config=estate / "unconfigured" / ".bridgelint.hcl")
    assert [each.message for each in broken.failures] == ["unknown key `colour` in `config`"]
    assert broken.exit_status(Severity.ERROR) == 1


def test_threads_change_nothing(estate: Path) -> None:
    with ThreadPoolExecutor(3) as executor:
        spread = package.lint(estate, recursive=True, executor=executor)
    assert everything(spread) == everything(package.lint(estate, recursive=True))
    assert Path.cwd() == estate


def test_processes_change_nothing(estate: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here = package.lint(estate, recursive=True)
    assert {"syntax_error", "reserved_source", "invalid_detail", "unused_ignore"} <= {
        each.rule for each in here.findings
    }
    assert here.failures
    # Their own working directory and environment are not those of the caller.
    with clean_slate(FIXTURES), ProcessPoolExecutor(2, context) as executor:
        executor.submit(os.getcwd).result()
        with clean_slate(estate, OUTSIDE):
            spread = package.lint(estate, recursive=True, executor=executor)
            named = package.lint("demo", variables={"release": "aws.x"}, executor=executor)
            named_here = package.lint("demo", variables={"release": "aws.x"})
    assert everything(spread) == everything(here)
    assert everything(named) == everything(named_here)


@pytest.mark.filterwarnings("ignore")  # Dask's own, about the machine it finds itself on
def test_a_cluster_changes_nothing(estate: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    here = package.lint(estate, recursive=True)
    distributed: Any = import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=2,
            dashboard_address=None,
            local_directory=str(tmp_path_factory.mktemp("dask")),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        spread = package.lint(estate, recursive=True, executor=client.get_executor())
        checkout = tmp_path_factory.mktemp("worker") / "checkout"
        shutil.copytree(estate, checkout)
        (checkout / "demo" / "events.tf").unlink()
        client.run(os.chdir, checkout)
        own = package.lint("demo", executor=client.get_executor(), checkout=".")
    assert everything(spread) == everything(here)
    assert {each.primary.span.file.path for each in own.findings} == {"demo/main.tf"}


class Losing(Executor):
    """Loses what has to do with the demo."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 # as its base
        future: Future[Any] = Future()
        if args[0] == "demo":
            future.set_exception(RuntimeError("worker gone"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.usefixtures("estate")
def test_a_lost_task_is_a_failure_of_its_module_alone() -> None:
    report = package.lint(["demo", "one"], executor=Losing())
    assert [each.message for each in report.failures] == [
        "`demo` was not checked because its task was lost: RuntimeError: worker gone"
    ]
    assert {each.primary.span.file.path for each in report.findings} == {"modules/called/main.tf"}


def test_resolve_gives_every_request() -> None:
    with clean_slate(FIXTURES):
        instances = package.resolve("demo", variables={"release": "1.2.3"})
    assert [each.address for each in instances] == [
        "action.aws_events_put_events.released",
        'action.aws_events_put_events.stage_ready["blue"]',
        'action.aws_events_put_events.stage_ready["green"]',
        "action.aws_events_put_events.rolled_back",
    ]
    (entry,) = instances[0].entries
    assert entry.source
    assert entry.detail
    assert entry.source.text == "aws.storefront"
    assert json.loads(entry.detail.text or "") == {
        "labels": {"environment": "production", "team": "storefront"},
        "release": "1.2.3",
    }


@pytest.mark.usefixtures("estate")
def test_resolve_says_why_it_cannot() -> None:
    with pytest.raises(package.ResolveError, match=r"^no such file or directory: `demmo`$"):
        package.resolve("demmo")
    with pytest.raises(package.ResolveError, match=r"^unknown key `colour` in `config`$") as caught:
        package.resolve("unconfigured")
    assert caught.value.failures[0].span


def test_a_dry_run_is_what_the_command_prints() -> None:
    secret = FIXTURES / "emit" / "everything"
    with clean_slate(secret):
        requests = package.dry_run(".")
    printed = json.loads(bridgelint(["--dry-run", "--format", "json"], secret).stdout)["actions"]
    assert [package.to_json(each) for each in requests] == printed
    for request, made in zip(requests, printed, strict=True):
        assert request.address == made["address"]
        assert list(request.entries) == made["entries"]
        assert request.ready == made["ready"]
        assert len(request.unknown) == len(made["unknown"])
        assert [each.message for each in request.errors] == [
            each["message"] for each in made["errors"]
        ]
        assert [each.resource for each in request.triggers] == [
            each["resource"] for each in made["triggers"]
        ]


def test_a_dry_run_of_one_action_with_values() -> None:
    address = "action.aws_events_put_events.released"
    with clean_slate(FIXTURES):
        (request,) = package.dry_run("demo", variables={"release": "1"}, actions=[address])
        assert request.address == address
        assert request.unknown == ()
        with pytest.raises(package.ResolveError, match="nothing"):
            package.dry_run("demo", actions=["action.aws_events_put_events.nothing"])
        with pytest.raises(package.ResolveError, match=r"^no such file or directory: `demmo`$"):
            package.dry_run("demmo")


def test_results_convert_to_the_json_of_the_command() -> None:
    with clean_slate(FIXTURES):
        report = package.lint("demo")
    printed = json.loads(bridgelint(["--format", "json", "demo"], FIXTURES).stdout)
    assert json.loads(json.dumps(package.to_json(report))) == printed
    assert [package.to_json(each) for each in report.findings] == printed["issues"]


MARKED = """\
variable "password" {
  type      = string
  sensitive = true
  default   = "hunter2"
}

action "aws_events_put_events" "sent" {
  config {
    entry {
      source      = "acme.${var.password}"
      detail_type = "Sent"
      detail      = jsonencode({ password = var.password, other = ["x"] })
    }
  }
}
"""


def test_reprs_are_short_and_hide_sensitive_values(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MARKED)
    with clean_slate(tmp_path):
        report = package.lint(".")
        (request,) = package.resolve(".")
        (dry,) = package.dry_run(".")
    (entry,) = request.entries
    shown = [report, *report.findings, request, entry, *entry.fields, dry]
    shown += [field.value for field in entry.fields]
    for each in shown:
        assert "hunter2" not in repr(each)
        assert len(repr(each)) < 400
    assert repr(dry) == "<DryRunRequest action.aws_events_put_events.sent: 1 entry, ready>"
    assert dry.entries[0]["Source"] == "(sensitive)"
    for frozen in (report, request, dry, entry):
        with pytest.raises(AttributeError):
            setattr(frozen, "size", 1)  # noqa: B010 # a type checker minds the assignment


UNUSUAL = """
action "aws_events_put_events" "sent" {
  config {
    entry {
      source      = "acme.${timestamp()}"
      detail_type = null
      detail      = ""
      resources   = ["arn:aws:s3:::orders"]
    }
  }
}
"""


def test_a_repr_says_what_is_not_a_known_string(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(UNUSUAL)
    with clean_slate(tmp_path):
        (request,) = package.resolve(".")
    assert {repr(field) for field in request.entries[0].fields} == {
        "<Field source = unknown>",
        "<Field detail_type = null>",
        "<Field detail = ''>",
        "<Field resources = …>",
    }


def test_workers_may_have_their_own_checkout(
    estate: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("worker") / "checkout"
    shutil.copytree(estate, other)
    there = other / "demo" / "events.tf"
    there.write_text(there.read_text().replace("2026-11-23 09:00:00", "2026-11-23T09:00:00Z"))
    context = multiprocessing.get_context("spawn")
    (estate / "empty.json").write_text("{}")
    (other / "empty.json").write_text("{}")
    with ProcessPoolExecutor(1, context, os.chdir, (other,)) as executor:
        spread = package.lint(
            estate / "demo", executor=executor, checkout=".", config=estate / "empty.json"
        )
    here = {each.rule for each in package.lint("demo").findings}
    assert here - {each.rule for each in spread.findings} == {"invalid_time"}

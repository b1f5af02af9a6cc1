"""The JSON Schema Test Suite: every required test of the drafts that bridgelint reads."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from bridgelint.eventbridge.detail_schema.user_schema import UserSchema, load_schema
from support import FIXTURES, agree

SUITE = FIXTURES / "json_schema_suite"
DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
REMOTES = "http://localhost:1234"
"""Where the suite has its remote documents: `remotes/` represents it."""


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_test_of_the_suite(draft: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shutil.copytree(SUITE / "remotes", tmp_path / "remotes")
    wrong: list[tuple[str, ...]] = []
    for line in (SUITE / f"{draft}.jsonl").read_text("utf-8").splitlines():
        group = json.loads(line)
        wrong += [
            (group["file"], group["description"], *each) for each in _wrong(group, draft, tmp_path)
        ]
    assert wrong == []


def test_what_is_said_about_each_violation(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shutil.copytree(SUITE / "remotes", tmp_path / "remotes")
    shown: dict[str, str] = {}
    for draft in ("draft4", "draft2020-12"):
        for line in (SUITE / f"{draft}.jsonl").read_text("utf-8").splitlines():
            group = json.loads(line)
            schema = _loaded(group["schema"], draft, tmp_path)
            for value in [each["data"] for each in group["tests"] if not each["valid"]]:
                for each in schema.violations(value):
                    rule = f"{group['file']} {each.keyword} {re.sub('[^a-z ]', '', each.message)}"
                    about = f"{json.dumps(group['schema'])}\n  {json.dumps(value)}"
                    shown.setdefault(rule, f"{about}\n  {list(each.path)} {each.message}\n")
    agree(FIXTURES / "schema_messages.txt", "".join(shown.values()))


def _loaded(schema: Any, draft: str, directory: Path) -> UserSchema:  # noqa: ANN401 # JSON
    document = {"allOf": [schema]} if isinstance(schema, bool) else schema
    path = directory / "schema.json"
    path.write_text(json.dumps({"$schema": DRAFTS[draft], **document}), encoding="utf-8")
    read = load_schema(str(path), str(directory / "remotes"))
    assert isinstance(read, UserSchema), read
    return read


def _wrong(group: dict[str, Any], draft: str, directory: Path) -> list[tuple[str, ...]]:
    read = _loaded(group["schema"], draft, directory)
    return [
        (test["description"], str([each.message for each in read.violations(test["data"])]))
        for test in group["tests"]
        if (not read.violations(test["data"])) != test["valid"]
    ]

"""Several processes find what one finds, and grief of one of them changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bridgelint.workspace import workers
from bridgelint.workspace.discover import Place, discover
from bridgelint.workspace.survey import Survey, survey
from support import FIXTURES

EVENTS = 'action "aws_events_put_events" "a" {}\n'
CALL = 'module "a" {\n  source = "../a"\n}\n'


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Place, ...]:
    texts = {"a": EVENTS, "b": CALL, "c": "", "d": CALL + EVENTS, "e": "", "f": CALL}
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "LEAST_PLACES", 2)
    return discover(recursive=True).places


def alone(places: tuple[Place, ...]) -> list[Survey]:
    return [survey(place, {}) for place in places]


@pytest.mark.parametrize("count", [1, 2, 3, 6, 8])
def test_workers_find_the_same(places: tuple[Place, ...], count: int) -> None:
    assert workers.surveys(places, {}, count) == alone(places)


def test_workers_see_texts_that_stand_in_for_files(places: tuple[Place, ...]) -> None:
    overlay = {"f/main.tf": EVENTS.encode()}
    found = workers.surveys(places, overlay, 3)
    assert [each.place.path for each in found if each.marked] == ["a", "d", "f"]


@pytest.mark.parametrize("count", [2, 5])
def test_all_fixtures(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.chdir(FIXTURES)
    monkeypatch.setattr(workers, "LEAST_PLACES", 2)
    places = discover(recursive=True).places
    assert workers.surveys(places, {}, count) == alone(places)


def test_a_worker_that_dies_is_stood_in_for(
    places: tuple[Place, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = os.getpid()

    def dying(place: Place, overlay: dict[str, bytes]) -> Survey:
        if os.getpid() != parent:
            os._exit(9)
        return survey(place, overlay)

    expected = alone(places)
    monkeypatch.setattr(workers, "survey", dying)
    assert workers.surveys(places, {}, 3) == expected

"""The line that says how far a run is."""

from __future__ import annotations

import io
import time

import pytest

from bridgelint.lint import progress


def test_what_it_looks_like() -> None:
    assert progress.line(0, 0) == "reading …"
    assert progress.line(0, 8) == "checking [                        ] 0 of 8 modules"
    assert progress.line(3, 8) == "checking [#########               ] 3 of 8 modules"
    assert progress.line(2_000, 2_000) == (
        "checking [########################] 2,000 of 2,000 modules"
    )


def test_it_appears_after_a_while_and_goes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    stream = io.StringIO()
    with progress.shown_on(stream, wanted=True):
        for _ in progress.counted("ab"):
            until = time.monotonic() + 5
            while "checking" not in stream.getvalue() and time.monotonic() < until:
                time.sleep(0.01)
    shown = stream.getvalue()
    assert "checking [                        ] 0 of 2 modules" in shown
    assert shown.endswith("\r\x1b[K")


def test_a_short_run_shows_nothing() -> None:
    stream = io.StringIO()
    with progress.shown_on(stream, wanted=True):
        assert list(progress.counted([1, 2])) == [1, 2]
    assert stream.getvalue() == ""


def test_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    stream = io.StringIO()
    with progress.shown_on(stream, wanted=False):
        assert list(progress.counted([1])) == [1]
    assert stream.getvalue() == ""


def test_a_stream_that_went_away() -> None:
    stream = io.StringIO()
    stream.close()
    with progress.shown_on(stream, wanted=True):
        assert list(progress.counted([1])) == [1]

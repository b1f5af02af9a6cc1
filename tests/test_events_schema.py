"""The action's schema and the words somebody meant."""

from __future__ import annotations

import pytest

from bridgelint.base.words import nearest
from bridgelint.eventbridge.schema import CONFIG, ENTRY, mistaken_type
from bridgelint.terraform.values.types import STRING, ListType


def test_the_arguments() -> None:
    assert list(ENTRY.items()) == [
        ("source", STRING),
        ("detail_type", STRING),
        ("detail", STRING),
        ("event_bus_name", STRING),
        ("resources", ListType(STRING)),
        ("time", STRING),
    ]
    assert list(CONFIG) == ["region"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("detailtype", "detail_type"),
        ("detail-type", "detail_type"),
        ("DetailType", "detail_type"),
        ("event_bus", None),
        ("event_bus_nmae", "event_bus_name"),
        ("sorce", "source"),
        ("ressources", "resources"),
        ("resource", "resources"),
        ("tmie", "time"),
        ("nonsense", None),
        ("", None),
    ],
)
def test_the_nearest_argument(word: str, meant: str | None) -> None:
    assert nearest(word, ENTRY) == meant


@pytest.mark.parametrize(
    ("type_", "mistaken"),
    [
        ("aws_events_put_events", False),
        ("aws_events_put_event", True),
        ("aws_event_put_events", True),
        ("aws_eventbridge_put_events", True),
        ("aws_cloudwatch_put_events", True),
        ("aws_events_putevents", True),
        ("aws_lambda_invoke", False),
        ("aws_sns_publish", False),
        ("aws_sfn_start_execution", False),
        ("azurerm_events_put_events", False),
    ],
)
def test_a_mistaken_action_type(type_: str, mistaken: bool) -> None:  # noqa: FBT001 # a table
    assert mistaken_type(type_) == ("aws_events_put_events" if mistaken else None)

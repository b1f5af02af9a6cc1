"""The drafts of JSON Schema, and dialects defined by custom metaschemas."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

from jsonschema.validators import Draft202012Validator, validator_for

from bridgelint.eventbridge.detail.json_tree import Json

KNOWN: Final[Any] = import_module("jsonschema_specifications").REGISTRY  # it has no types
"""The metaschemas of the drafts."""

_MOST_METASCHEMAS: Final = 10


Metaschemas = Callable[[str], dict[str, Json] | None]
"""Looks up a document by its URI."""


def dialect_of(uri: str, metaschemas: Metaschemas) -> tuple[Any, dict[str, Any]]:
    """Return jsonschema's class for the draft in `$schema`, and its functions for the keywords that
    assert something; 2020-12 if there is no such draft or metaschema."""
    vocabularies: dict[str, Json] | None = None
    find_draft: Any = validator_for
    for _ in range(_MOST_METASCHEMAS):
        if not is_uri(uri):
            break
        draft = find_draft({"$schema": uri}, default=None)
        if draft is not None:
            return draft, _spoken(draft, vocabularies)
        metaschema = metaschemas(uri)
        if metaschema is None:
            break
        found = metaschema.get("$vocabulary")
        vocabularies = vocabularies or (found if isinstance(found, dict) else None)
        uri = str(metaschema.get("$schema", ""))
    default: Any = Draft202012Validator
    return default, _spoken(default, vocabularies)


def is_uri(text: str) -> bool:
    """Return whether the text can be parsed as a URI."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def _spoken(draft: Any, vocabularies: dict[str, Json] | None) -> dict[str, Any]:  # noqa: ANN401 # as above
    """Return the keywords of a draft, without vocabularies that the metaschema omits."""
    keywords: dict[str, Any] = dict(draft.VALIDATORS)
    if vocabularies is None:
        return keywords
    mine: set[str] = set()
    others: set[str] = set()
    for vocabulary in draft.META_SCHEMA.get("$vocabulary", {}):
        metaschema = KNOWN.contents(vocabulary.replace("/vocab/", "/meta/"))
        (mine if vocabulary in vocabularies else others).update(metaschema.get("properties", ()))
    return {name: each for name, each in keywords.items() if name in mine or name not in others}

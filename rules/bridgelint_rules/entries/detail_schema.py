from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, cast

from bridgelint import eventbridge
from bridgelint.eventbridge import Entry, EventModule, PutEventsRequest, path_text, span_at
from bridgelint.lint import Findings, LimitError, Rule, Severity

if TYPE_CHECKING:
    from bridgelint.eventbridge import SchemaFault, UserSchema


class DetailSchema(Rule):
    """
    ## What it does
    Reports a `detail` that violates the schema configured for its `source` and `detail_type`: a
    JSON Schema, or the OpenAPI 3 or JSONSchemaDraft4 export of an EventBridge schema registry.
    Unknown values match any schema.

    ## Why is this bad?
    Consumers that validate events against the schema, or whose code was generated from it, fail
    on the event.

    ## Options
    ```hcl
    rule "detail_schema" {
      schema {
        source      = "acme.orders"
        detail_type = "Order Created"
        file        = "schemas/order_created.json"
      }
      directory = "schemas"
    }
    ```
    `$ref` follows `$id` and `$anchor` in the same file, and relative paths to other files of the
    working tree (`common.json#/$defs/id`). `directory` is optional: it contains the documents that
    schemas name by URLs such as `https://example.com/schemas/id.json`. A document is found by its
    `$id`, or by the path of the URL with or without the host (`schemas/schemas/id.json`). Nothing
    is fetched. Drafts 4, 6, 7, 2019-09 and 2020-12 are supported.

    Regular expressions are matched in linear time. One that needs a lookahead or a backreference
    matches anything, and a line on standard error names it.

    ## Example
    If `schemas/order_created.json` declares `order` as a string:
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = 1 })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    [EventBridge
    schemas](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html).
    Discovered schemas are derived from samples and may be too strict, so this rule reports a
    warning.
    """

    name = "detail_schema"
    severity = Severity.WARNING
    summary = "`detail` violates its configured schema"

    def mistakes(self) -> Iterator[str]:
        faults: dict[str, None] = {}
        for configured, schema in self._loaded:
            if isinstance(schema, eventbridge.SchemaFault):
                faults[_mistake(configured["file"], schema)] = None
        yield from faults

    def remarks(self) -> Iterator[str]:
        for configured, schema in self._loaded:
            if isinstance(schema, eventbridge.UserSchema):
                for pattern in schema.remarks:
                    yield (
                        f"`{os.path.relpath(configured['file'])}`: the pattern `{pattern}` matches"
                        " anything: it cannot be matched in linear time"
                    )

    def check_entry(self, module: EventModule, request: PutEventsRequest, entry: Entry) -> Findings:
        field = entry.detail
        named = (entry.source, entry.detail_type)
        source, detail_type = (each.text if each else None for each in named)
        schema = self._schemas.get((source, detail_type))
        judgement = entry.judgement if schema else None
        if field is None or schema is None or judgement is None or judgement.fault is not None:
            return
        try:
            violations = schema.violations(judgement.tree)
        except eventbridge.UncheckedError as error:
            message = f"`detail` is not checked against its schema: {error}"
            raise LimitError(message, "simplify the schema or the detail", field.span) from error
        for violation in violations:
            message = f"`{path_text(violation.path) or 'detail'}` {violation.message}"
            label = "violates the configured schema"
            at = span_at(field.written, judgement, violation.path, key=violation.at_key)
            yield self.entry_finding(message, request, entry, field, label, at=at)

    @cached_property
    def _loaded(self) -> list[tuple[dict[str, str], UserSchema | SchemaFault]]:
        """The `schema` blocks of the configuration file, already validated, and their schemas."""
        blocks = cast(list[dict[str, str]], self.options.get("schema", []))
        directory = cast(str, self.options.get("directory", ""))
        # Only a configured schema loads what reads one.
        return [(each, eventbridge.load_schema(each["file"], directory)) for each in blocks]

    @cached_property
    def _schemas(self) -> dict[tuple[str | None, str | None], UserSchema]:
        return {
            (each["source"], each["detail_type"]): schema
            for each, schema in self._loaded
            if isinstance(schema, eventbridge.UserSchema)
        }


def _mistake(file: str, fault: SchemaFault) -> str:
    shown = os.path.relpath(fault.file or file)
    if not fault.readable:
        return f"cannot read the schema `{shown}`: {fault.message}"
    return f"{shown}:{fault.line}:{fault.column} is not a valid schema: {fault.message}"

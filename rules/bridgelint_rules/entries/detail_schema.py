from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from typing import cast

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.detail.detail import judge
from bridgelint.eventbridge.detail.json_tree import path_text
from bridgelint.eventbridge.detail.places import span_at
from bridgelint.eventbridge.detail_schema.user_schema import SchemaFault, load_schema
from bridgelint.eventbridge.detail_schema.user_schema import UserSchema as Schema
from bridgelint.eventbridge.event_module import Entry, EventModule, PutEventsRequest
from bridgelint.lint.rule import Rule


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
    }
    ```

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
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
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
        for each in self._configured:
            schema = load_schema(each["file"])
            if not isinstance(schema, SchemaFault):
                continue
            file = os.path.relpath(each["file"])
            if schema.readable:
                place = f"{file}:{schema.line}:{schema.column}"
                yield f"{place} is not a valid schema: {schema.message}"
            else:
                yield f"cannot read the schema `{file}`: {schema.message}"

    def check_entry(
        self, module: EventModule, instance: PutEventsRequest, entry: Entry
    ) -> Iterator[Finding]:
        field = entry.detail
        schema = self._schema_of(entry)
        judgement = judge(field.value) if field and schema else None
        if field is None or schema is None or judgement is None or judgement.fault is not None:
            return
        for violation in schema.violations(judgement.tree):
            place = path_text(violation.path) or "detail"
            yield self.entry_finding(
                f"`{place}` {violation.message}",
                instance,
                entry,
                field,
                "violates the configured schema",
                at=span_at(field.expression, judgement, violation.path, key=violation.at_key),
            )

    @cached_property
    def _configured(self) -> list[dict[str, str]]:
        """The `schema` blocks of the configuration file, already validated."""
        return cast(list[dict[str, str]], self.options.get("schema", []))

    @cached_property
    def _schemas(self) -> dict[tuple[str, str], Schema]:
        loaded = {
            (each["source"], each["detail_type"]): load_schema(each["file"])
            for each in self._configured
        }
        return {
            name: schema for name, schema in loaded.items() if not isinstance(schema, SchemaFault)
        }

    def _schema_of(self, entry: Entry) -> Schema | None:
        source = entry.source.text if entry.source else None
        detail_type = entry.detail_type.text if entry.detail_type else None
        return self._schemas.get((source, detail_type)) if source and detail_type else None

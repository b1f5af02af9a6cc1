from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, EventModule, Unsupported
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class InvalidActionBlock(Rule):
    """
    ## What it does
    Reports what the loader refuses in an `action` block: other than two labels, a label that is
    no identifier, an argument other than `count`, `for_each` and `provider`, a block other than
    `config`, a second `config`, labels on `config`, `count` together with `for_each`, an
    override of an action that no other file declares.

    ## Why is this bad?
    Nothing in the module can be planned. Arguments of the provider, `entry` among them, belong
    into `config`; there is no `depends_on` and no `lifecycle` in an action.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      depends_on = [terraform_data.order]

      config {
        entry {
          source      = "acme.orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
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
    Terraform's configuration loader, and Terraform 1.14 to 1.17 run on such blocks.
    """

    name = "invalid_action_block"
    severity = Severity.ERROR
    summary = "an action block that Terraform's loader refuses"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for malformed in module.malformed_actions:
            yield self.finding(
                f"the action has {len(malformed.block.labels)} of two labels"
                if malformed.missing
                else f"the action has {len(malformed.block.labels)} labels",
                malformed.block.header,
                "a type and a name are expected",
                help='write `action "aws_events_put_events" "NAME"`',
            )
        for block in module.orphan_overrides:
            yield self.finding(
                "an override file overrides an action that no other file declares",
                block.header,
                "there is nothing to override",
                help="declare the action in a file that is no override file",
            )

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for label in action.bad_labels:
            yield self.finding(
                f"`{label.text}` is no identifier",
                label.span,
                "a letter or `_`, then letters, digits, `_` and `-`",
                address=action.address,
            )
        for each in action.unsupported:
            if each.inside == "action" or (each.inside == "config" and each.kind == "label"):
                yield self.finding(
                    _message(each),
                    each.span,
                    _label(each),
                    address=action.address,
                    argument=each.name,
                )
        for block in action.config_blocks[1:]:
            yield self.finding(
                "the action has a second `config` block",
                block.type_span,
                "one is allowed",
                related=(Label("the first one", action.config_blocks[0].header),),
                address=action.address,
                argument="config",
            )
        yield from self._count_and_for_each(action)
        yield from self._override_without_config(action)

    def _count_and_for_each(self, action: Action) -> Iterator[Finding]:
        if action.count is None or action.for_each is None or action.overrides:
            return
        first, second = sorted((action.count, action.for_each), key=lambda each: each.span.start)
        yield self.finding(
            "the action has both `count` and `for_each`",
            second.name_span,
            "one of them is allowed",
            related=(Label("the other one", first.name_span),),
            address=action.address,
            argument=second.name,
        )

    def _override_without_config(self, action: Action) -> Iterator[Finding]:
        for block in action.without_config:
            yield self.finding(
                "Terraform crashes where an action or its override has no `config` block",
                block.header,
                "`config` is missing here",
                help="give each of them a `config` block, if only an empty one",
                address=action.address,
                argument="config",
            )


def _message(each: Unsupported) -> str:
    match each.kind:
        case "label":
            return f"`config` has a label, `{each.name}`"
        case "argument as block":
            return f"`{each.name}` is an argument, not a block"
        case "block as argument":
            return f"`{each.name}` is a block, not an argument"
        case "dynamic":
            return each.message
        case _:
            return f"an action has no {each.kind} `{each.name}`"


def _label(each: Unsupported) -> str:
    if each.nearest:
        return f"did you mean `{each.nearest}`?"
    match each.kind:
        case "label":
            return "`config` takes none"
        case "argument":
            return "an action takes `count`, `for_each`, `provider` and a `config` block"
        case "block":
            return "an action takes one block, `config`"
        case _:
            return ""

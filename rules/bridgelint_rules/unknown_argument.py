from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, EventModule, Unsupported
from bridgelint.events.schema import ENTRY
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class UnknownArgument(Rule):
    """
    ## What it does
    Reports an argument or block in `config` or in an `entry` that the provider's schema does
    not have, and an argument written as a block or the reverse. In a `config` that an override
    file merged it is a warning: Terraform drops it without a word.

    ## Why is this bad?
    `terraform validate` refuses it. Dropped in silence, the event lacks what somebody wrote
    down.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders"
          detailtype  = "Order Created"
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
    The provider's schema of `aws_events_put_events`.
    """

    name = "unknown_argument"
    severity = Severity.ERROR
    summary = "an argument that the provider's schema does not have"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        for each in action.unsupported:
            if each.inside == "action" or (each.inside == "config" and each.kind == "label"):
                continue
            yield self.finding(
                _message(each),
                each.span,
                _label(each),
                address=action.address,
                severity=Severity.WARNING if each.merged else None,
                argument=f"{each.inside}.{each.name}",
            )


def _message(each: Unsupported) -> str:
    match each.kind:
        case "dynamic":
            return each.message
        case "label":
            return f"`{each.inside}` has a label, `{each.name}`"
        case "argument as block":
            return f"`{each.name}` is an argument, not a block"
        case "block as argument":
            return f"`{each.name}` is a block, not an argument"
        case _ if each.merged:
            return (
                f"`{each.inside}` has no {each.kind} `{each.name}`, "
                "and in an overridden `config` Terraform drops it without a word"
            )
        case _:
            return f"`{each.inside}` has no {each.kind} `{each.name}`"


def _label(each: Unsupported) -> str:
    if each.nearest and each.nearest != each.name:
        return f"did you mean `{each.nearest}`?"
    match each.kind, each.inside:
        case "argument as block", _:
            return f"write `{each.name} = …`"
        case "block as argument", _:
            return f"write `{each.name} {{ … }}`"
        case "label", _:
            return "it takes none"
        case _, "entry":
            return f"an entry takes {', '.join(f'`{name}`' for name in ENTRY)}"
        case _, "config":
            return "`config` takes `region` and `entry` blocks"
        case _:
            return ""

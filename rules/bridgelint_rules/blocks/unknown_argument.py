from bridgelint.actions import Action
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, replacing


class UnknownArgument(Rule):
    """
    ## What it does
    Reports an argument or block in `config` or `entry` that is not in the provider's schema, and
    an argument written as a block or a block written as an argument. In a `config` that was merged
    with an override file it is a warning, because Terraform silently drops it.

    ## Why is this bad?
    `terraform validate` reports "Unsupported argument" or "Unsupported block type". An argument
    that Terraform silently drops is missing from the event.

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
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    The provider's schema of `aws_events_put_events`.
    """

    name = "unknown_argument"
    severity = Severity.ERROR
    summary = "the argument is not in the provider's schema"

    def check_action(self, module: EventModule, action: Action) -> Findings:
        for each in action.unsupported:
            if each.inside == "action":
                continue
            dropped = each.merged and each.kind in {"argument", "block"}
            clause = ", which Terraform silently drops from an overridden `config`"
            known = _LABEL if each.kind == "label" else _SUPPORTED.get(each.inside, "")
            yield self.finding(
                each.message + (clause if dropped else ""),
                each.span,
                each.instead or known,
                suggestions=replacing(each.span, each.nearest),
                severity=Severity.WARNING if each.merged else None,
                argument=f"{each.inside}.{each.name}",
            )


_LABEL = "the block has no labels"
_SUPPORTED = {
    "entry": "an entry supports `source`, `detail_type`, `detail`, `event_bus_name`, "
    "`resources` and `time`",
    "config": "`config` supports `region` and `entry` blocks",
}

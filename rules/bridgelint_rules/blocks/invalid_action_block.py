from bridgelint.actions import Action
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels, replacing


class InvalidActionBlock(Rule):
    """
    ## What it does
    Reports what Terraform's loader rejects in an `action` block: a number of labels other than
    two, a label that is not an identifier, an argument other than `count`, `for_each` and
    `provider`, a block other than `config`, a second `config`, labels on `config`, `count`
    together with `for_each`, and an override of an action that no other file declares.

    ## Why is this bad?
    Terraform cannot load the module. It reports "Unsupported argument" or "Unsupported block type"
    for provider arguments that belong in `config`, such as `entry`, and for `depends_on` and
    `lifecycle`, which an action cannot have.

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
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "invalid_action_block"
    severity = Severity.ERROR
    summary = "Terraform cannot load the `action` block"

    def check_module(self, module: EventModule) -> Findings:
        for block in module.malformed_actions:
            count = len(block.labels)
            yield self.finding(
                f"missing block label: the action has {count} of 2"
                if count < 2
                else f"too many block labels: the action has {count}",
                block.header,
                "an action has two labels, its type and its name",
                help='use `action "TYPE" "NAME"`',
            )
        for block in module.orphan_overrides:
            yield self.finding(
                "an override file overrides an action that no other file declares",
                block.header,
                'Terraform reports "Missing resource to override"',
                help="declare the action in a file that is not an override file",
            )

    def check_action(self, module: EventModule, action: Action) -> Findings:
        for label in action.bad_labels:
            yield self.finding(
                f"`{label.text}` is not a valid identifier",
                label.span,
                "a label starts with a letter or `_`, followed by letters, digits, `_` and `-`",
            )
        for each in action.unsupported:
            if each.inside == "action":
                yield self.finding(
                    each.message,
                    each.span,
                    each.instead or _SUPPORTED.get(each.kind, ""),
                    suggestions=replacing(each.span, each.nearest),
                    argument=each.name,
                )
        for block in action.config_blocks[1:]:
            yield self.finding(
                "duplicate `config` block",
                block.type_span,
                "an action must contain only one `config` block",
                related=labels("the first block", action.config_blocks[0].header),
                argument="config",
            )
        count, for_each = map(action.block.body.attribute, ("count", "for_each"))
        if count and for_each and not action.overrides:
            first, second = sorted((count, for_each), key=lambda it: it.span.start)
            yield self.finding(
                "invalid combination of `count` and `for_each`",
                second.name_span,
                "only one of them can be used",
                related=labels("the other argument", first.name_span),
                argument=second.name,
            )
        for block in action.without_config:
            yield self.finding(
                "Terraform crashes if an action or its override has no `config` block",
                block.header,
                "this block has no `config`",
                help="add a `config` block to both, even an empty one",
                argument="config",
            )


_SUPPORTED = {
    "label": "a `config` block has no labels",
    "argument": "an action supports `count`, `for_each`, `provider` and a `config` block",
    "block": "an action supports only the `config` block",
}

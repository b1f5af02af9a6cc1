from bridgelint.actions import Action
from bridgelint.eventbridge import ACTION_TYPE, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class MissingEntry(Rule):
    """
    ## What it does
    Reports an action that has no `entry` after its `dynamic` blocks are expanded, or that has no
    `config` block.

    ## Why is this bad?
    `validate` and `plan` pass and the apply fails: "missing required field,
    PutEventsInput.Entries", or, without a `config` block, "Value Conversion Error". Nothing is
    sent.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
      }
    }
    ```

    ## Use instead
    ```terraform
    config {
      entry {
        source      = "acme.orders"
        detail_type = "Order Created"
        detail      = jsonencode({ order = "o-1" })
      }
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html),
    and runs of Terraform 1.14 to 1.17 on such actions.
    """

    name = "missing_entry"
    severity = Severity.ERROR
    summary = "the action has no `entry`"

    def check_action(self, module: EventModule, action: Action) -> Findings:
        if action.type != ACTION_TYPE or action.config is not None or not action.readable:
            return
        outside = [each for each in action.unsupported if each.inside == "action"]
        if any(each.name in {"entry", "region"} or each.nearest == "config" for each in outside):
            return
        yield self.finding(
            "missing `config` block",
            action.header,
            'the apply fails with "Value Conversion Error"',
            help="add `config { entry { … } }`",
            argument="config",
        )

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        action = request.action
        if action.config is None or not request.complete or request.entries:
            return
        if action.misspells(action.config, "entry") or any(
            each.inside == "config" and each.name == "entry" for each in action.unsupported
        ):
            return
        made = action.dynamic
        yield self.finding(
            "the `dynamic` block creates no `entry`" if made else "missing `entry` in `config`",
            made[0].header if made else action.config.header,
            "PutEvents requires one to ten entries",
            help="add an `entry`, or use `count` or `for_each` to create no instance of the action",
            argument="entry",
        )

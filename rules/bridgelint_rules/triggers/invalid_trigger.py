from bridgelint.actions import EVENTS, ActionTrigger, Tuple, items_of
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels, replacing


class InvalidTrigger(Rule):
    """
    ## What it does
    Reports a trigger whose `events` or `actions` is missing, empty or not a literal list, an
    argument that a trigger does not support, a second `lifecycle` block, and an `on_failure` other
    than `halt`, `taint` or `continue`.

    ## Why is this bad?
    Terraform cannot load the module: "No events specified: At least one event must be specified
    for an action_trigger", or "Invalid expression". Terraform reads both lists before it evaluates
    anything, so a variable, a local or a function call cannot replace them.

    ## Example
    ```terraform
    resource "terraform_data" "order" {
      lifecycle {
        action_trigger {
          events  = []
          actions = [action.aws_events_put_events.order_created]
        }
      }
    }

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

    ## Use instead
    ```terraform
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.order_created]
    }
    ```

    ## Source
    Terraform's configuration loader, and runs of Terraform 1.14 to 1.17 on such blocks.
    """

    name = "invalid_trigger"
    severity = Severity.ERROR
    summary = "Terraform cannot load the `action_trigger` block"

    def check_module(self, module: EventModule) -> Findings:
        for resource in dict.fromkeys(trigger.resource for trigger in module.triggers):
            for block in resource.lifecycles[1:]:
                yield self.finding(
                    "duplicate `lifecycle` block",
                    block.header,
                    "a resource can have only one, with any number of `action_trigger` blocks",
                    related=labels("the first block", resource.lifecycles[0].header),
                    address=resource.address,
                )

    def check_trigger(self, module: EventModule, trigger: ActionTrigger) -> Findings:
        lists = {name: trigger.block.body.attribute(name) for name in ("events", "actions")}
        misspelled = {each.nearest for each in trigger.unsupported}
        absent = [name for name, attribute in lists.items() if not attribute]
        absent = [name for name in absent if name not in misspelled]
        if absent:
            yield self.finding(
                f"missing required argument{'s' if len(absent) > 1 else ''} "
                f"{' and '.join(f'`{name}`' for name in absent)}",
                trigger.block.header,
                _EXPECTED[absent[0]] if len(absent) == 1 else "a trigger requires both",
                argument=absent[0],
            )
        for name, attribute in lists.items():
            if attribute is not None and not items_of(attribute.value) and attribute.is_readable:
                is_list = isinstance(attribute.value, Tuple)
                wrong = "is empty" if is_list else "must be a literal list"
                place = attribute.value.span
                yield self.finding(f"`{name}` {wrong}", place, _EXPECTED[name], argument=name)
        for each in trigger.unsupported:
            yield self.finding(
                each.message,
                each.span,
                each.instead
                or "a trigger supports `events`, `actions`, `condition` and `on_failure`",
                suggestions=replacing(each.span, each.nearest),
                argument=each.name,
            )
        failure = trigger.on_failure
        if failure is None or not failure.attribute.is_readable:
            return
        if failure.quoted or not failure.known:
            yield self.finding(
                "quoted keyword in `on_failure`"
                if failure.quoted
                else "invalid `on_failure` keyword",
                failure.attribute.value.span,
                "expected `halt`, `taint` or `continue`, without quotes",
                argument="on_failure",
            )


_EXPECTED = {
    "events": f"expected one or more of {', '.join(EVENTS)}",
    "actions": "expected a list of references such as `[action.TYPE.NAME]`",
}

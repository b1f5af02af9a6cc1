from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bridgelint import actions
from bridgelint.actions import ActionReference, ActionTrigger
from bridgelint.eventbridge import ACTION_TYPE, EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class RealEventsInTest(Rule):
    """
    ## What it does
    Reports a `run` in a `*.tftest.hcl` file of the module or of its `tests` directory that applies
    a module whose triggers run an `aws_events_put_events` action, if the provider of the action is
    not mocked for that run. A run applies unless it sets `command = plan`. The runs of a file share
    their state: a later run of the same module with the same variables changes nothing and is not
    reported.

    ## Why is this bad?
    `terraform test` prints only `run "applies"... pass`, but the events are sent to the real event
    bus, and its rules invoke their targets. Only `mock_provider` prevents that, and one with an
    alias applies only to the runs whose `providers` argument refers to it. `override_resource` for
    the triggering resource, or a mock of that resource's provider, does not prevent it.

    ## Example
    The file `orders.tftest.hcl` contains `run "applies" {}`, next to this module:

    ```terraform
    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events  = [after_create]
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
    Mock the provider in the test file, or set `command = plan` in the run:

    ```hcl
    mock_provider "aws" {}

    run "applies" {
    }
    ```

    If a variable controls whether the module sends the event, a test can turn it off:

    ```terraform
    variable "announce" {
      type    = bool
      default = true
    }

    resource "terraform_data" "order" {
      input = "o-1"

      lifecycle {
        action_trigger {
          events    = [after_update]
          condition = var.announce
          actions   = [action.aws_events_put_events.order_created]
        }
      }
    }
    ```

    ## Source
    Runs of Terraform 1.15.9 and 1.16 on such tests. Skipping actions in tests is proposed in
    [hashicorp/terraform#38927](https://github.com/hashicorp/terraform/issues/38927).
    """

    name = "real_events_in_test"
    severity = Severity.NOTICE
    summary = "`terraform test` sends real events"

    def check_module(self, module: EventModule) -> Findings:
        for run in module.test_runs:
            tested = module.tested(run) if run.applies and not run.repeats else None
            for trigger, reference in islice(_sent(tested, run), 1) if tested else ():
                yield self.finding(
                    f"`terraform test` sends the events of `{reference.intended}`",
                    run.header,
                    "the run applies the module with the real provider",
                    related=labels("this trigger runs the action", reference.span),
                    help="set `command = plan`, or mock the provider with `mock_provider`",
                    address=trigger.resource.address,
                    value=run.name,
                )


def _sent(
    root: EventModule, run: actions.TestRun
) -> Iterator[tuple[ActionTrigger, ActionReference]]:
    """Yield what sends events when the run applies the module."""
    for module in root.walk():
        for trigger in () if module.absent else module.triggers:
            for reference in trigger.references if _may_fire(trigger, run) else ():
                if _is_real(reference, run):
                    yield trigger, reference


def _may_fire(trigger: ActionTrigger, run: actions.TestRun) -> bool:
    """Return whether the run can fire the trigger. Its variables may change a condition and the
    number of instances."""
    updated = run.updates and any(name.endswith("_update") for name in trigger.event_names)
    # Other variables can add instances; a single resource exists already.
    created = not run.updates or trigger.resource.expansion.mode != "single"
    if not (updated or (created and trigger.fires_at_create)):
        return False
    if run.variables:
        return True
    dead = trigger.condition is not None and trigger.condition.always_false
    return not dead and trigger.resource.expansion.keys != ()


def _is_real(reference: ActionReference, run: actions.TestRun) -> bool:
    action = reference.action
    if action is None or action.type != ACTION_TYPE:
        return False
    if reference.targets and all(each.exists is False for each in reference.targets):
        return False
    address, name, alias = action.provider.origin
    return bool(address) or (name, alias) not in run.mocked

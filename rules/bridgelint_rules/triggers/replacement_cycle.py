from bridgelint.actions import BEFORE_1_16, ActionReference, ActionTrigger
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class ReplacementCycle(Rule):
    """
    ## What it does
    Reports, for Terraform before 1.16, a `before_*` trigger whose action refers to another managed
    resource of the triggering resource's provider, directly or through locals. It is a warning if
    that resource is the reason for the replacement (`replace_triggered_by`, `triggers_replace`),
    otherwise a notice. There is no finding with `create_before_destroy`.

    ## Why is this bad?
    A plan that replaces the triggering resource and also creates, updates or replaces the other
    one fails, even if it does not fire the event: "Cycle: aws_instance.web (destroy),
    aws_cloudwatch_event_bus.hosts, action.aws_events_put_events.host_starting (expand), …". Plans
    that change only one of them succeed, so the mistake surfaces late.

    ## Example
    ```terraform
    terraform {
      required_version = ">= 1.14, < 1.16"
    }

    variable "revision" {
      default = "1"
    }

    resource "terraform_data" "revision" {
      triggers_replace = [var.revision]
    }

    resource "terraform_data" "image" {
      triggers_replace = [terraform_data.revision.id]

      lifecycle {
        action_trigger {
          events  = [before_create]
          actions = [action.aws_events_put_events.building]
        }
      }
    }

    action "aws_events_put_events" "building" {
      config {
        entry {
          source      = "acme.images"
          detail_type = "Build Starting"
          detail      = jsonencode({ revision = terraform_data.revision.id })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    lifecycle {
      create_before_destroy = true

      action_trigger {
        events  = [before_create]
        actions = [action.aws_events_put_events.building]
      }
    }
    ```

    ## Source
    Runs of Terraform 1.15.9 and a development build of 1.16 on eleven such configurations. The
    rewrite of actions in 1.16 fixed
    [hashicorp/terraform#39066](https://github.com/hashicorp/terraform/issues/39066).
    """

    name = "replacement_cycle"
    severity = Severity.NOTICE
    summary = "a plan that replaces the triggering resource may contain a cycle"
    by_version = True

    def check_reference(
        self, module: EventModule, trigger: ActionTrigger, reference: ActionReference
    ) -> Findings:
        action, versions = reference.action, module.versions
        found = module.replacement_cycles(trigger, action) if action else ()
        worst = next((each for each in found if each.cause), next(iter(found), None))
        if worst is None:
            return
        own = Severity.WARNING if worst.cause else Severity.NOTICE
        severity = versions.severity(BEFORE_1_16, own)
        if severity is None:
            return
        every = versions.all_in(BEFORE_1_16)
        names = "" if every else f" in Terraform {versions.names(BEFORE_1_16)}"
        resource = trigger.resource.local_address
        other = ".".join(each.text for each in worst.block.labels)
        related = labels(f"the action refers to `{other}`", worst.reference.span)
        if worst.cause:
            related += labels(f"`{other}` replaces `{resource}`", worst.cause.span)
        yield self.trigger_finding(
            f"every plan that replaces `{other}`, and with it `{resource}`, fails{names}"
            if worst.cause
            else f"a plan that replaces `{resource}` and changes `{other}` fails{names}",
            reference,
            'Terraform rejects such a plan with "Cycle"',
            related=related,
            help=f"set `create_before_destroy` on `{resource}`, or use an `after_*` event",
            severity=severity,
        )

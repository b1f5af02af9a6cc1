from bridgelint.actions import UNCONFIRMED, WORDS
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity, labels


class TerraformVersion(Rule):
    """
    ## What it does
    Reports a `required_version` (or `--terraform-version`) that allows a Terraform version without
    support for something the module uses: `action` before 1.14; `before_destroy`, `after_destroy`,
    `on_failure` and `caller` before 1.16. It is an error if no allowed version supports it. There
    is one finding per feature, at its first use. Terraform 1.16 and later rejects `dynamic` in
    `config` (observed on 1.16.0-rc2 and 1.17.0-alpha20260812, undocumented).

    ## Why is this bad?
    Terraform before 1.13 rejects the configuration: "Unsupported block type". Terraform 1.13
    silently ignores actions and triggers. Terraform 1.14 and 1.15 reject destroy
    events with `Invalid "event" value after_destroy`.

    ## Example
    ```terraform
    terraform {
      required_version = ">= 1.13"
    }

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
    ```terraform
    terraform {
      required_version = ">= 1.14"
    }
    ```

    ## Source
    Runs of Terraform 1.12 to 1.17, and their changelogs.
    """

    name = "terraform_version"
    severity = Severity.WARNING
    summary = "`required_version` allows a Terraform version that lacks a feature in use"
    by_version = True

    def check_module(self, module: EventModule) -> Findings:
        versions = module.versions
        for use in module.words:
            severity, word = versions.word(use.word), WORDS[use.word]
            if severity is None:
                continue
            admitted = versions.names(word.unknown_to, of_all=True)
            do = "do" if " and " in admitted else "does"
            since = ".".join(map(str, word.since[:2]))
            yield self.finding(
                f"`{versions.text}` allows Terraform {admitted}, which {do} not support "
                f"`{use.word}`{_WHERE.get(use.word, '')}",
                use.span,
                f"observed on {UNCONFIRMED}"
                if word.unconfirmed
                else f"supported in {since} and later",
                related=labels("the versions are set here", versions.span),
                help=_HELP.get(use.word, ""),
                severity=severity,
                value=use.word,
            )


_WHERE = {"dynamic": " in `config`", "self": " in an action"}
_HELP = {
    "action": "require 1.14 or later: 1.13 silently ignores it",
    "action_trigger": "require 1.14 or later: 1.13 silently ignores it",
    "dynamic": "use `for_each` on the action, which sends one request per element",
}

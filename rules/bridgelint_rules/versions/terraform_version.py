from __future__ import annotations

from bridgelint.actions import UNCONFIRMED, WORDS, WordUse
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
        for use in module.words:
            severity = module.versions.word(use.word)
            if severity is None:
                continue
            versions = module.versions
            admitted = versions.names(WORDS[use.word].unknown_to, of_all=True)
            yield self.finding(
                _message(use, admitted, versions.text),
                use.span,
                _label(use),
                related=labels("the versions are set here", versions.span),
                help=_help(use),
                severity=severity,
                value=use.word,
            )


def _message(use: WordUse, admitted: str, text: str) -> str:
    shown = "`dynamic` in `config`" if use.word == "dynamic" else f"`{use.word}`"
    if use.word == "self":
        shown = "`self` in an action"
    do = "do" if " and " in admitted else "does"
    return f"`{text}` allows Terraform {admitted}, which {do} not support {shown}"


def _label(use: WordUse) -> str:
    word = WORDS[use.word]
    if word.unconfirmed:
        return f"observed on {UNCONFIRMED}"
    return f"supported in {'.'.join(map(str, word.since[:2]))} and later"


def _help(use: WordUse) -> str:
    if use.word == "dynamic":
        return "use `for_each` on the action, which sends one request per element"
    if use.word in {"action", "action_trigger"}:
        return "require 1.14 or later: 1.13 silently ignores it"
    return ""

from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import EventModule, WordUse
from bridgelint.events.versions import UNCONFIRMED, WORDS
from bridgelint.finding import Finding, Label, Severity
from bridgelint.rule import Rule


class TerraformVersion(Rule):
    """
    ## What it does
    Reports a `required_version` (or `--terraform-version`) that admits a version which does not
    know something the module uses: `action` before 1.14, `before_destroy`, `after_destroy`,
    `on_failure` and `caller` before 1.16. An error when no admitted version knows it. One
    finding for each word, at its first use. `dynamic` in `config` is refused from 1.16 on (seen
    on 1.16.0-rc2 and 1.17.0-alpha20260812, undocumented).

    ## Why is this bad?
    Older versions refuse the configuration, and 1.13 ignores actions and triggers in silence.

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

    ## Source
    Terraform 1.12 to 1.17 and their changelog.
    """

    name = "terraform_version"
    severity = Severity.WARNING
    summary = "a Terraform version that does not know what is used"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        for use in module.words:
            severity = module.versions.word(use.word)
            if severity is None:
                continue
            versions = module.versions
            admitted = versions.names(WORDS[use.word].unknown_to, of_all=True)
            requirement = versions.span
            yield self.finding(
                _message(use, admitted, versions.text),
                use.span,
                _label(use),
                related=(Label("the versions are set here", requirement),) if requirement else (),
                help=_help(use),
                severity=severity,
                value=use.word,
            )


def _message(use: WordUse, admitted: str, text: str) -> str:
    shown = "an action whose `config` has `dynamic`" if use.word == "dynamic" else f"`{use.word}`"
    if use.word == "self":
        shown = "`self` in an action"
    do = "do" if " and " in admitted else "does"
    return f"`{text}` admits Terraform {admitted}, which {do} not take {shown}"


def _label(use: WordUse) -> str:
    word = WORDS[use.word]
    if word.unconfirmed:
        return f"seen on {UNCONFIRMED}"
    return f"known from {'.'.join(map(str, word.since[:2]))} on"


def _help(use: WordUse) -> str:
    if use.word == "dynamic":
        return "give the action a `for_each`, with one request for each element"
    if use.word in {"action", "action_trigger"}:
        return "1.13 ignores it in silence: require 1.14"
    return ""

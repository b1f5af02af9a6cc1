from __future__ import annotations

from collections.abc import Iterator

from bridgelint.base.finding import Finding, Severity
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.schema import FIRST_PROVIDER_VERSION
from bridgelint.lint.rule import Rule
from bridgelint.terraform.version_constraints import may_reach, parse_constraints, parse_version


class ProviderVersion(Rule):
    """
    ## What it does
    Reports a version constraint in `required_providers` that allows no release of hashicorp/aws
    with the action, which was added in 6.15.0. It is a warning if `.terraform.lock.hcl` of the root
    module selects an older release.

    ## Why is this bad?
    `terraform validate` fails: "failed to read schema for action.aws_events_put_events.NAME:
    provider registry.terraform.io/hashicorp/aws does not have an action schema for
    aws_events_put_events".

    ## Example
    ```terraform
    terraform {
      required_providers {
        aws = {
          source  = "hashicorp/aws"
          version = "~> 5.0"
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
      required_providers {
        aws = {
          source  = "hashicorp/aws"
          version = ">= 6.15"
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
    The provider's changelog: 6.15.0, October 2, 2025.
    """

    name = "provider_version"
    severity = Severity.ERROR
    summary = "the allowed AWS provider versions do not support the action"

    def check_module(self, module: EventModule) -> Iterator[Finding]:
        if not module.actions:
            return
        for required in module.required_providers:
            wanted = required.version
            if not required.is_hashicorp_aws or wanted is None or _admits(wanted.text):
                continue
            yield self.finding(
                f"`{wanted.text}` allows no release of hashicorp/aws that supports the action",
                wanted.span,
                "6.15.0 is the first release with the action",
                help='require `">= 6.15"`',
                value=wanted.text,
            )
            return
        locked = module.root.locked_provider
        version = parse_version(locked.version) if locked else None
        if locked and version and version.numbers < FIRST_PROVIDER_VERSION:
            yield self.finding(
                f"locked release {locked.version} of hashicorp/aws does not support the action",
                locked.span,
                "6.15.0 is the first release with the action",
                help="run `terraform init -upgrade`",
                severity=Severity.WARNING,
                value=locked.version,
            )


def _admits(text: str) -> bool:
    constraints = parse_constraints(text)
    return constraints is None or may_reach(constraints, FIRST_PROVIDER_VERSION)

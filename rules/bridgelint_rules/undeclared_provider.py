from __future__ import annotations

from collections.abc import Iterator

from bridgelint.events.model import Action, EventModule
from bridgelint.finding import Finding, Severity
from bridgelint.rule import Rule


class UndeclaredProvider(Rule):
    """
    ## What it does
    Reports `provider = aws.x` where the module neither declares that configuration nor takes it
    from its caller with `configuration_aliases`.

    ## Why is this bad?
    `terraform validate` refuses it, without naming a place. Only the default configuration of a
    provider is inherited by a child module, an aliased one is not.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      provider = aws.us

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
    provider "aws" {
      alias  = "us"
      region = "us-east-1"
    }

    action "aws_events_put_events" "order_created" {
      provider = aws.us

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
    [Providers within
    modules](https://developer.hashicorp.com/terraform/language/modules/develop/providers).
    """

    name = "undeclared_provider"
    severity = Severity.ERROR
    summary = "a provider configuration that the module does not have"

    def check_action(self, module: EventModule, action: Action) -> Iterator[Finding]:
        provider = action.provider
        if provider.attribute is None:
            return
        if not provider.readable:
            yield self.finding(
                "`provider` does not name a provider configuration",
                provider.attribute.value.span,
                "`NAME` or `NAME.ALIAS` is expected",
                address=action.address,
                argument="provider",
            )
        elif not provider.declared:
            yield self.finding(
                f"the module has no provider configuration `{provider.text}`",
                provider.attribute.value.span,
                help=f"declare it with `alias`, or list `{provider.text}` in "
                "`configuration_aliases` and pass it in the module call",
                address=action.address,
                argument="provider",
                value=provider.text,
            )

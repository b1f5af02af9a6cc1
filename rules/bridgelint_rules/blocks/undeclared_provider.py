from bridgelint.actions import Action
from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class UndeclaredProvider(Rule):
    """
    ## What it does
    Reports `provider = aws.x` in a module that neither declares this provider configuration nor
    receives it from its caller through `configuration_aliases`.

    ## Why is this bad?
    `terraform validate` reports "Provider configuration not present", without a location. A child
    module inherits only the default configuration of a provider, not one with an alias.

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
    ```

    ## Source
    [Providers within
    modules](https://developer.hashicorp.com/terraform/language/modules/develop/providers).
    """

    name = "undeclared_provider"
    severity = Severity.ERROR
    summary = "the module does not declare the provider configuration"

    def check_action(self, module: EventModule, action: Action) -> Findings:
        provider = action.provider
        if provider.attribute is None:
            return
        place = provider.attribute.value.span
        if not provider.readable:
            message = "`provider` does not refer to a provider configuration"
            label = "expected `NAME` or `NAME.ALIAS`"
            yield self.finding(message, place, label, argument="provider")
        elif not provider.declared:
            yield self.finding(
                f"undeclared provider configuration `{provider.text}`",
                place,
                help=f"declare it with `alias`, or list `{provider.text}` in "
                "`configuration_aliases` and pass it in the module call",
                argument="provider",
                value=provider.text,
            )

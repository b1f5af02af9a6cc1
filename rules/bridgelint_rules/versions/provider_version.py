from bridgelint.actions import RequiredProvider, may_reach, parse_constraints, parse_version
from bridgelint.eventbridge import ACTION_TYPE, FIRST_PROVIDER_VERSION, EventModule
from bridgelint.lint import Findings, Rule, Severity


class ProviderVersion(Rule):
    """
    ## What it does
    Reports a version constraint in `required_providers` that allows no release of hashicorp/aws
    with `aws_events_put_events`, which was added in 6.15.0. The constraint is that of the provider
    that the action uses: `aws`, or the local name in its `provider` argument; a local name with
    a different source is not checked. It is a warning if `.terraform.lock.hcl` of the root
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
    required_providers {
      aws = {
        source  = "hashicorp/aws"
        version = ">= 6.15"
      }
    }
    ```

    ## Source
    The provider's changelog: 6.15.0, October 2, 2025.
    """

    name = "provider_version"
    severity = Severity.ERROR
    summary = "the allowed AWS provider versions do not support the action"

    def check_module(self, module: EventModule) -> Findings:
        providers = _required(module)
        if providers is None:
            return
        for wanted in providers:
            constraints = parse_constraints(wanted.version)
            if constraints is None or may_reach(constraints, FIRST_PROVIDER_VERSION):
                continue
            yield self.finding(
                f"`{wanted.version}` allows no release of hashicorp/aws that supports the action",
                wanted.span,
                "6.15.0 is the first release with the action",
                help='set `version = ">= 6.15"`',
                value=wanted.version,
            )
            return
        locked = module.root.locked_provider
        version = parse_version(locked.version) if locked else None
        if locked and version and version.numbers < FIRST_PROVIDER_VERSION:
            yield self.finding(
                f"the locked release {locked.version} of hashicorp/aws does not support the action",
                locked.span,
                "6.15.0 is the first release with the action",
                help="run `terraform init -upgrade`",
                severity=Severity.WARNING,
                value=locked.version,
            )


def _required(module: EventModule) -> list[RequiredProvider] | None:
    """Return hashicorp/aws as the module and its callers require it; Terraform combines the
    constraints. `None` if no action uses hashicorp/aws."""
    names = {each.provider.name for each in module.actions if each.type == ACTION_TYPE}
    own = {each.name: each for each in module.required_providers}
    used = [own.get(name) for name in names if name in own or name == "aws"]
    if not any(each is None or each.is_hashicorp_aws for each in used):
        return None
    required = [each for each in used if each is not None]
    above = module.parent
    while above is not None:
        required += above.required_providers
        above = above.parent
    return [each for each in required if each.is_hashicorp_aws and each.version]

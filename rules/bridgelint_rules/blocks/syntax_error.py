from bridgelint.eventbridge import EventModule
from bridgelint.lint import Findings, Rule, Severity


class SyntaxError(Rule):  # noqa: A001 # a class is named as its rule
    """
    ## What it does
    Reports invalid HCL, or invalid JSON in `.tf.json` files, in a block that bridgelint evaluates
    or in the block structure of a file. Everything else is still checked.

    ## Why is this bad?
    Terraform cannot load the module until the error is fixed.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme." +
            "orders"
          detail_type = "Order Created"
          detail      = jsonencode({ order = "o-1" })
        }
      }
    }
    ```

    ## Use instead
    ```terraform
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order = "o-1" })
    }
    ```

    ## Source
    The [HCL native syntax
    specification](https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md).
    """

    name = "syntax_error"
    severity = Severity.ERROR
    summary = "the file is not valid HCL or JSON"

    def check_module(self, module: EventModule) -> Findings:
        for problem in module.syntax_problems:
            yield self.finding(problem.message, problem.span, help=problem.help)

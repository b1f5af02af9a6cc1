from bridgelint.lint import Rule, Severity


class UnusedIgnore(Rule):
    """
    ## What it does
    Reports a name in an ignore comment that matches no finding, or that is not a rule.

    ## Why is this bad?
    The comment has no effect. A misspelled name does not ignore anything, and a comment that
    remains after its finding was fixed will hide the next one.

    ## Example
    ```terraform
    action "aws_events_put_events" "order_created" {
      config {
        entry {
          source      = "acme.orders" # bridgelint-ignore: reserved_source
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
    How bridgelint reads ignore comments.
    """

    # Only a finished run knows which comments were used, so the engine yields these findings with
    # this rule's name and severity; there is no hook for them.
    name = "unused_ignore"
    severity = Severity.NOTICE
    summary = "the ignore comment matches no finding"

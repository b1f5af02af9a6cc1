from __future__ import annotations

from bridgelint.finding import Severity
from bridgelint.rule import Rule


class UnusedIgnore(Rule):
    """
    ## What it does
    Reports a name in an ignore comment that matches no finding, or that is no rule.

    ## Why is this bad?
    The comment looks as if it hid something. A misspelt one hides nothing, and one that
    outlived its finding will hide the next.

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
    The ignore comments that this page's tool reads; there is no source outside it.
    """

    # Only a finished run knows what was silenced, so the engine yields these findings under this
    # rule's name and severity; there is no hook for them.
    name = "unused_ignore"
    severity = Severity.NOTICE
    summary = "an ignore comment that silences nothing"

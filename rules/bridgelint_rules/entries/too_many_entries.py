from bridgelint.eventbridge import MAX_ENTRIES, EventModule, PutEventsRequest
from bridgelint.lint import Findings, Rule, Severity


class TooManyEntries(Rule):
    """
    ## What it does
    Reports an action instance with more than ten entries, including those created by `dynamic`.

    ## Why is this bad?
    The provider sends one PutEvents request per action instance. PutEvents rejects a request with
    more than ten entries as a whole with a `ValidationException`: "Value '…' at 'entries' failed to
    satisfy constraint: Member must have length less than or equal to 10". Nothing is sent, and
    neither `validate` nor `plan` reports it.

    ## Example
    ```terraform
    action "aws_events_put_events" "numbered" {
      config {
        dynamic "entry" {
          for_each = range(11)

          content {
            source      = "acme.orders"
            detail_type = "Order Created"
            detail      = jsonencode({ order = entry.value })
          }
        }
      }
    }
    ```

    ## Use instead
    Create one action instance, and therefore one request, per ten entries:
    ```terraform
    action "aws_events_put_events" "numbered" {
      for_each = { for number, chunk in chunklist(range(11), 10) : number => chunk }

      config {
        dynamic "entry" {
          for_each = each.value

          content {
            source      = "acme.orders"
            detail_type = "Order Created"
            detail      = jsonencode({ order = entry.value })
          }
        }
      }
    }
    ```

    ## Source
    [PutEvents](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html):
    a request contains one to ten entries.
    """

    name = "too_many_entries"
    severity = Severity.ERROR
    summary = "the request contains more than ten entries"

    def check_request(self, module: EventModule, request: PutEventsRequest) -> Findings:
        certain = [entry for entry in request.entries if entry.certain]
        if len(certain) <= MAX_ENTRIES:
            return
        extra = certain[MAX_ENTRIES]
        for_each = extra.dynamic.body.value("for_each") if extra.dynamic else None
        at_least = "" if request.complete else "at least "
        yield self.finding(
            f"the action sends {at_least}{len(certain)} entries in one request",
            for_each.span if for_each else extra.header,
            f"PutEvents accepts at most {MAX_ENTRIES} and rejects the entire request",
            help="split them across several actions, or across instances with `for_each`",
            argument="entry",
            value=str(len(certain)),
        )

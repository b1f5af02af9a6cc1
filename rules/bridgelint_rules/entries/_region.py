"""What the rules about regions have in common."""

from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import PutEventsRequest
from bridgelint.lint import Finding, Rule, replacing_value, written_at


def region_finding(
    rule: Rule,
    request: PutEventsRequest,
    field: Field,
    message: str,
    help: str = "",  # noqa: A002 # the field's word
) -> Finding:
    """Return a finding about a request's `region`, with the nearest known region."""
    from bridgelint.eventbridge import nearest_region  # only for a mistake

    near = nearest_region(field.text or "")
    return rule.finding(
        message,
        field.span,
        f"did you mean `{near}`?" if near and not field.is_secret else "",
        related=written_at(field),
        suggestions=replacing_value(field, near) if near else (),
        help=help,
        address=request.address,
        argument="region",
        value="" if field.is_secret else field.text or "",
    )

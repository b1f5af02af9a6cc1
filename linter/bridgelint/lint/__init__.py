"""From rules and modules to one report."""

from __future__ import annotations

from bridgelint.base import on_first_use

__getattr__ = on_first_use(
    globals(),
    {
        "bridgelint.base.finding": "Edit Finding Fix Label Severity labels replacing",
        "bridgelint.base.source": "Span",
        "bridgelint.lint.rule": "Findings LimitError Rule written_at",
    },
)

"""Where nothing is known, no rule says anything."""

from __future__ import annotations

from support import FIXTURES, bridgelint


def test_every_rule_is_silent() -> None:
    result = bridgelint(["--preset", "all"], FIXTURES / "unknown")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout == (
        "No findings in 2 modules (4 actions, 4 triggers checked; 38 values unknown;"
        " 1 more with --terraform-version '>= 1.16')\n"
    )

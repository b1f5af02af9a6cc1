"""The rules that ship with bridgelint."""

from bridgelint.rule import Rule

RULES: tuple[type[Rule], ...] = ()

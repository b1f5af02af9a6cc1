"""Expressions: operators, templates, `for`, splats, references, calls."""

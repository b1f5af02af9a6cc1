"""The formats by name, each imported on demand."""

from __future__ import annotations

from bridgelint.lint.report import Report


def render(report: Report, format_: str, *, columns: int, colour: bool) -> str:
    """Return the report in one format. Only `default` uses columns and colour."""
    if format_ == "default":
        from bridgelint.report.default import default  # noqa: PLC0415 # one format is used

        return default(report, columns=columns, colour=colour)
    if format_ == "compact":
        from bridgelint.report.compact import compact  # noqa: PLC0415 # as above

        return compact(report)
    if format_ == "json":
        from bridgelint.report.json_format import json_format  # noqa: PLC0415 # as above

        return json_format(report)
    if format_ == "sarif":
        from bridgelint.report.sarif import sarif  # noqa: PLC0415 # as above

        return sarif(report)
    if format_ == "checkstyle":
        from bridgelint.report.checkstyle import checkstyle  # noqa: PLC0415 # as above

        return checkstyle(report)
    if format_ == "junit":
        from bridgelint.report.junit import junit  # noqa: PLC0415 # as above

        return junit(report)
    if format_ == "github":
        from bridgelint.report.github import github  # noqa: PLC0415 # as above

        return github(report)
    if format_ == "gitlab":
        from bridgelint.report.gitlab import gitlab  # noqa: PLC0415 # as above

        return gitlab(report)
    from bridgelint.report.markdown import markdown  # noqa: PLC0415 # as above

    return markdown(report)

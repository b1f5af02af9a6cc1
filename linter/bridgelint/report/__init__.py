"""The output formats of a report. Each format is a function `Report -> str`."""

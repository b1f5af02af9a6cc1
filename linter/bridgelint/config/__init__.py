"""`.bridgelint.hcl` and `.bridgelint.json`: search, parsing and validation."""

"""`.bridgelint.hcl` and `.bridgelint.json`: where they are, what they hold, what is wrong there."""

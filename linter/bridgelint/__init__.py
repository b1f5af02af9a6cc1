"""bridgelint: a linter for Terraform's aws_events_put_events actions."""

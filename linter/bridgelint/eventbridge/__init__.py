"""What is special about `aws_events_put_events`."""

"""The picture of the event flow."""

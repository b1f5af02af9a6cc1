"""A user's JSON Schema of `detail`."""

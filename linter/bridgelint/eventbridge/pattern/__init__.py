"""EventBridge event patterns."""

"""Dry run and emit: requests as they would be sent, shown, or sent by boto3."""

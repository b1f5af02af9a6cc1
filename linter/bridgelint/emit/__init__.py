"""Dry run and emit: requests as they would be sent, shown to somebody or sent by boto3."""

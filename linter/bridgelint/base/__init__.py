"""Shared basics: records, source places, findings, failures, and suggestions."""

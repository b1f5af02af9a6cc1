"""Terraform's built-in functions, and those of two providers."""

"""Terraform's language, without any resource type or provider."""

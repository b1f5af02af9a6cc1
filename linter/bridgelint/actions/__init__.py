"""Terraform actions of every type: blocks, instances, triggers, references, conditions."""

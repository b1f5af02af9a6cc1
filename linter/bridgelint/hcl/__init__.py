"""HCL text to a syntax tree. Knows nothing of Terraform."""

"""The parser from HCL text to a syntax tree, independent of Terraform."""

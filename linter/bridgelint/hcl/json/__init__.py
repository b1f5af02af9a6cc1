"""The JSON syntax of HCL, lowered to the tree of the native syntax."""

"""What a run found, and every format that says it. Each format is a function `Report -> str`."""

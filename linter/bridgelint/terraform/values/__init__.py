"""Types and values, their conversion and unification, marks, unknown values."""

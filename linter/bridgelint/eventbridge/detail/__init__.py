"""JSON with unknown parts: parsing, faults and their places."""

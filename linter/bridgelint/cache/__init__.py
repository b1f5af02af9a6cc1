"""Runs that were made before: see `repeat`."""

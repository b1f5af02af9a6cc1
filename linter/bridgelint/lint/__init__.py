"""From rules and modules to one report."""

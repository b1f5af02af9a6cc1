"""Rules of the group "entries"."""

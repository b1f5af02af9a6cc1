"""Rules of the group "blocks"."""

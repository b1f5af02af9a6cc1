"""Rules of the group "versions"."""

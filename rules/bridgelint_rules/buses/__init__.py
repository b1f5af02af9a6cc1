"""Rules of the group "buses"."""

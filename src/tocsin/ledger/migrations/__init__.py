"""Versions of the database, one file each; the code applies them when it opens one, see `apply`."""

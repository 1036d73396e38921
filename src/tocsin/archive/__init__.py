"""Append-only store: every number with the day on which it was published. The only storage code."""

from tocsin.archive.archive import Archive

__all__ = ["Archive"]

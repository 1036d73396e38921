"""Signals and panels in; findings (what belongs together), artefacts and their order out."""

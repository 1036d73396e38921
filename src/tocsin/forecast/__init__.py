"""What comes next, always a distribution."""

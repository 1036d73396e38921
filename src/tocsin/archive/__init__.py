"""What was known when: reports by day of publication, in a Delta Lake table."""

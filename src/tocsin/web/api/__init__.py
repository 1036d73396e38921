"""The interface for programs: one table of operations, from which routes, schemas and their page are made."""

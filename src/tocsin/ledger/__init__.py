"""Facts in SQL, hash-chained and append-only; beside them what can be forgotten: accounts and files."""

"""Everything that can be done on the board, one act a file, named as its row in the table of rights.

Each has `decide`: it takes the board, who acts, when, and what is wanted; it may refuse and changes nothing;
it returns drafts of what then has happened. Identifiers of new things come from the caller, drawn by chance.
"""

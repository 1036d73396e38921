"""The verbs of the system; each composes rooms below and owns no maths of its own."""

"""Signals become one event with a life: opened, verified, assessed apart and then together, closed.

State is the fold of facts. A decision is two functions: one may refuse and changes nothing, one applies a
fact and never refuses, since it has already happened.
"""

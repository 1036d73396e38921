"""One file per outside format: parse, return frames. Nothing here judges, fills or repairs.

Text files give texts, typed files give their types; `tocsin.panel` decides what they mean.
"""

from tocsin.sources.borders import read_borders
from tocsin.sources.line_list import read_line_list
from tocsin.sources.table import read_table

__all__ = ["read_borders", "read_line_list", "read_table"]

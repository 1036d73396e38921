"""The board in a browser and its HTTP interface: one page or resource per file, templates beside them."""

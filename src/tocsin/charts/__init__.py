"""Charts, one per file: numbers and words in, a Vega-Lite specification out; `draw` makes pictures of it."""

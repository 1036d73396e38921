"""Words everyone shares: periods, absence, reasons, errors. Imports nothing of tocsin."""

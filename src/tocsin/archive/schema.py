"""What a row of the archive's table is: a report, or the receipt of a snapshot.

The table has the columns of `tocsin.panel.reports.REPORTS` and one more, `receipt`. A report has no receipt.
A receipt has a source, a report date and a note in JSON, and nothing else; it says that a snapshot of that
day was taken in, also where nothing in it was new. Both kinds land in one commit.
"""

import pyarrow as pa

VERSION = 1  # of this layout; a newer one is refused
VERSION_KEY = "tocsin.archive"  # property of the table that holds it

TABLE = pa.schema(
    [
        ("source", pa.string()),
        ("indicator", pa.string()),  # the partition; null in receipts
        ("place", pa.string()),
        ("stratum", pa.string()),
        ("every", pa.string()),
        ("reference_date", pa.date32()),
        ("report_date", pa.date32()),
        ("value", pa.float64()),
        ("absence", pa.int8()),  # Delta has no unsigned kind
        ("unit", pa.string()),
        ("receipt", pa.string()),  # null in reports
    ]
)
PARTITION = "indicator"
CONFIGURATION: dict[str, str | None] = {VERSION_KEY: str(VERSION), "delta.checkpointInterval": "20"}

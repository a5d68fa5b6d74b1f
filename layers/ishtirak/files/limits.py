"""How much of a file is read. 100,000 people on one statement are normal (COL-7)."""

from __future__ import annotations

LARGEST_FILE_BYTES = 50_000_000
"""100,000 people are about 15 MB of CSV and 8 MB of XLSX."""

MOST_ROWS = 150_000
MOST_COLUMNS = 40
LONGEST_CELL = 1_000
LONGEST_LINE = 20_000

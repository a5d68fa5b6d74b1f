"""How much of a bank's file is read. 50,000 entries in a month are normal (COL-9)."""

from __future__ import annotations

LARGEST_XML_BYTES = 300_000_000
"""50,000 entries of camt are 50 to 150 MB, depending on how many of their fields a bank fills."""

LARGEST_TEXT_BYTES = 50_000_000
"""50,000 entries of MT940 are about 15 MB."""

MOST_ENTRIES = 150_000
MOST_PARTS = 150_000
"""In a file: a batch of camt may be one entry with tens of thousands of payments, and those are kept until it ends."""

MOST_STATEMENTS = 5_000
LONGEST_LINE = 10_000
LONGEST_TEXT = 10_000
"""Of one field, or of what stands about one payment."""

DEEPEST = 40
"""How far elements of XML stand in each other. The formats need 16."""

MOST_NODES = 20_000
"""Elements of one entry, without its payments."""

MOST_ELEMENTS = 15_000_000
"""Of a file: 150,000 entries with a hundred fields each."""

MOST_NAMES = 2_000
"""How many elements and attributes have names of their own; the parser keeps each. The formats have 700."""

MOST_BALANCES = 100
"""Of one statement."""

MOST_QUIET_BYTES = 1_000_000
"""How much may be read before an element begins or ends."""

MOST_PROBLEMS = 100
"""How many problems of one statement are kept; the rest is only counted."""

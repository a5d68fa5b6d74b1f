"""What it costs: list prices of us-east-1, in dollars a million."""

from __future__ import annotations

WRITE_UNITS = 0.625
READ_UNITS = 0.125
QUEUE_CALLS = 0.40

SMS_SEGMENT = 0.25
"""Dollars for one segment of an SMS to Libya. An assumption: prices of SMS differ by country and provider, and move."""


def dollars_a_million(read_units: float, write_units: float, queue_calls: float = 0) -> float:
    """The price of a million of what takes these units and calls each."""
    return read_units * READ_UNITS + write_units * WRITE_UNITS + queue_calls * QUEUE_CALLS

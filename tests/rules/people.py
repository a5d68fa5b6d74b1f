"""Made-up people, as far as an assessment must know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ishtirak.rules.certificates import Certificate


@dataclass
class Person:
    category: str = "public_employee"
    certificates: Sequence[Certificate] = ()
    birth_date: date | None = None
    waits: bool = False

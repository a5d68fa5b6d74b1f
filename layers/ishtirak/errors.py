"""What can go wrong, as a tree. No HTTP here: `web/problems.py` says which status each branch gets.

FundError
├── Refused          the request breaks a rule of the fund; it changed nothing
│   └── InvalidField one field is wrong; names the field and the rule
├── NotFound         what was asked for is not there
├── NotPermitted     the actor may not do this
├── Conflict         somebody else was faster, or it stands already
└── Defect           ours: a setting, a parameter or a record is missing or broken

Each class has a stable `code` and one sentence in Arabic and one in English, with named places that the
values given to it fill.
"""

from __future__ import annotations

import re
from typing import ClassVar

_DATE_OR_MONTH = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")


def isolated(arabic: str) -> str:
    """`arabic` with its dates and months set apart (U+2066 … U+2069): otherwise they are shown turned round."""
    return _DATE_OR_MONTH.sub("\u2066\\g<0>\u2069", arabic)


class FundError(Exception):
    """An error with a stable code and a sentence in both languages.

    `values` fill the places of the sentences and are kept for logs; never put a secret there.
    """

    code: ClassVar[str]
    ar: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.in_english)

    @property
    def in_arabic(self) -> str:
        return isolated(self.ar.format(**self.values))

    @property
    def in_english(self) -> str:
        return self.en.format(**self.values)


class Refused(FundError):
    """The request breaks a rule of the fund; nothing was changed."""


class InvalidField(Refused):
    """One field of the request is wrong. `field` is its path, as in `lines.3.gross`."""

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(field=field, **values)


class NotFound(FundError):
    """What was asked for is not there."""


class NotPermitted(FundError):
    """The actor may not do this."""

    code = "not_permitted"
    ar = "ليس لك حق القيام بهذا الإجراء."
    en = "You may not do this."


class Conflict(FundError):
    """It stands already, or somebody else was faster."""


class Defect(FundError):
    """A fault of the system itself, not of the one who asks."""


class MissingSetting(Defect):
    code = "missing_setting"
    ar = "إعداد ناقص في المنظومة: {name}"
    en = "The setting {name} is missing."


class NoValueInForce(Refused):
    """CON-6: the law has no value for this parameter on this date; nothing is invented."""

    code = "no_value_in_force"
    ar = "لا توجد قيمة نافذة للمتغير {parameter} بتاريخ {on}."
    en = "The parameter {parameter} has no value in force on {on}."

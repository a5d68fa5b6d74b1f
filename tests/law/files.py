"""Files of the law that are right, and the same files spoiled: the line at fault is marked by a comment."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from ishtirak.law.bilingual import Bilingual

HERE = "# here"
DOCUMENTS = {"annex": Bilingual("الملحق", "Annex"), "decree": Bilingual("قرار", "Decree")}

SOURCE = """    source:
      document: annex
      section: "2.2"
      ar: نص
      stated: true
"""
DAYS = f"""ar: فترة السماح
en: Grace period
unit: days
values:
  - from: 2010-01-01
    value: 90
{SOURCE}"""
PERCENT = DAYS.replace("unit: days", "unit: percent").replace("value: 90", 'value: "2.5"')
DINARS = DAYS.replace("unit: days", "unit: dinars").replace("value: 90", 'value: "20.500"')

OF_INCOME = f"""ar: صياد
en: Fisher
employed: false
needs: [birth_date]
unit: percent_of_income
values:
  - from: 2010-01-01
    value:
      subscriber: "2.5"
      employer: {{percent: "5", paid_by: subscriber}}
{SOURCE}"""
BY_AGE = f"""ar: يتيم
en: Orphan
employed: false
needs: []
unit: dinars_a_year_by_age
values:
  - from: 2010-01-01
    value:
      paid_by: state
      ages:
        - {{from: 0, to: 17, dinars: "1560"}}
        - {{from: 18, dinars: "1950"}}
{SOURCE}"""


def spoiled(text: str, *changes: tuple[str, str]) -> str:
    """The text with each of the changes, each of which must have something to change."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def marked_line(text: str) -> int:
    """The number of the line that carries the mark; the first where none does."""
    return next((number for number, line in enumerate(text.splitlines(), start=1) if HERE in line), 1)


def copy_of_the_law(folder: Path) -> Path:
    """A copy of the folder of the law that ships."""
    with resources.as_file(resources.files("ishtirak.law")) as shipped:
        return Path(shutil.copytree(shipped, folder / "law", ignore=shutil.ignore_patterns("*.py", "__pycache__")))

"""Facts into a PDF in Arabic: a template lays out data that comes to it as JSON (RPT-9).

What people have typed in is data and is never read as markup. Equal facts give equal bytes: nothing of the machine,
of its fonts or of its clock gets into a document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATES = Path(__file__).with_name("templates")

MOST_ROWS = 2_000
"""How many rows of a list a document prints; a longer list is a CSV beside it."""


def pdf_of(template: str, facts: Mapping[str, Any], issued_on: date) -> bytes:
    """The document that `templates/<template>.typ` makes of `facts`, which is what JSON can hold.

    issued_on: what the file says of itself as the day on which it was made.
    """
    import typst  # 80 MB: only the worker of documents has it, and loads it with its first document

    compiler = typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts())
    written = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(facts, ensure_ascii=False)},
        timestamp=datetime.combine(issued_on, time(), UTC),
        pdf_tags=False,
    )
    if not isinstance(written, bytes):
        raise TypeError(f"{template}.typ made {type(written)}")
    return written


@cache
def _fonts() -> Fonts:
    """Amiri and no other, so that a document looks the same wherever it is made."""
    import typst
    from fontpkg_amiri import ROOT

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[ROOT / "files"])

"""The texts of notices: Arabic is sent, English stands beside it (NOT-2)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

from ishtirak.errors import isolated
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.packages import REASON_TEXTS, Reason
from ishtirak.storage.notices import Notice

# Arabic goes out as UCS-2: 70 characters in a single message, 67 in each of several.
CHARACTERS_ALONE = 70
CHARACTERS_OF_EACH = 67


class Text(NamedTuple):
    """A notice as it leaves, and what it is in English."""

    ar: str
    en: str

    @property
    def segments(self) -> int:
        """How many messages the Arabic text is billed as."""
        length = len(self.ar.encode("utf-16-le")) // 2
        return 1 if length <= CHARACTERS_ALONE else -(-length // CHARACTERS_OF_EACH)


@cache
def _templates() -> dict[str, dict[str, str]]:
    import yaml  # the API loads this module too, and reads texts for few of its requests

    text = (resources.files(__package__) / "templates.yaml").read_text("utf-8")
    templates: dict[str, dict[str, str]] = yaml.safe_load(text)
    return templates


def text_of(notice: Notice) -> Text:
    """The text of a notice in both languages, with the values of its case."""
    template = _templates()[notice.kind.value]
    shown = {name: _shown(name, value) for name, value in notice.values.items()}
    return Text(
        template["ar"].format(**{name: isolated(each.ar) for name, each in shown.items()}),
        template["en"].format(**{name: each.en for name, each in shown.items()}),
    )


def _shown(name: str, value: str) -> Bilingual:
    """A value as people read it: packages, reasons and documents by their names, everything else as it is."""
    if name == "package":
        return shipped_law().packages[value].name
    if name == "document":
        return shipped_law().document_kinds[value].name
    if name == "documents":
        names = [shipped_law().document_kinds[each].name for each in value.split(",")]
        return Bilingual("، ".join(each.ar for each in names), ", ".join(each.en for each in names))
    return REASON_TEXTS[Reason(value)] if name == "reason" else Bilingual(value, value)

"""What users read, in both languages: Arabic first."""

from __future__ import annotations

from dataclasses import dataclass

ARABIC = "ar"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Arabic and in English."""

    ar: str
    en: str

    def in_(self, language: str) -> str:
        """The text in "ar" or "en"."""
        return self.ar if language == ARABIC else self.en

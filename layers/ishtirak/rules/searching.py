"""Names as they are looked for: written one way or another, they are found alike (ENR-1).

Arabic is typed with and without hamza, dots, vowels and tatweel; each letter is brought to one of its forms, and only
for searching: what is kept and shown is what was written.
"""

from __future__ import annotations

import re
import unicodedata

from ishtirak.rules.digits import western

MOST_WORDS = 15
"""How many words of a name it can be found by."""

# Those that Unicode does not hold for a letter with a mark, as it does أ, ؤ and ئ.
_ONE_FORM = str.maketrans({"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None})
_ARTICLE = re.compile(r"^(?:ال)+(?=..)")


def search_key(text: str) -> str:
    """`text` as it is looked for: letters and digits of one form each, parted by single spaces; done again, the same.

    أ إ آ become ا, ة becomes ه, ى and ئ become ي, ؤ becomes و; vowels, tatweel, accents and marks go; Latin letters are
    small, digits Western.
    """
    plain = western(_without_marks(_without_marks(text).casefold())).translate(_ONE_FORM)
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def _without_marks(text: str) -> str:
    """`text` with ligatures taken apart, and without what stands above and below its letters."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.category(each).startswith("M"))


_JOINED = re.compile(r"(?<!\S)(عبد|ابو) (?=\S)")


def person_key(name: str) -> str:
    """A person's name as it is looked for from its beginning on: عبد السلام and عبدالسلام are found alike."""
    return _JOINED.sub(r"\1", search_key(name))


def family_key(name: str) -> str:
    """The last word of a person's name, as it is looked for; without the article."""
    return _ARTICLE.sub("", person_key(name).rpartition(" ")[2])


def search_words(text: str) -> tuple[str, ...]:
    """The words of a name in their order, each once and without the article ال, as far as a name is found by them."""
    words = (_ARTICLE.sub("", word) for word in search_key(text).split())
    return tuple(dict.fromkeys(words))[:MOST_WORDS]

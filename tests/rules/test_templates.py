"""Texts with places for values: what they must hold, and that values stand in them as they are (NOT-2)."""

from __future__ import annotations

import pytest

from ishtirak.law.bilingual import Bilingual
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.placeholders import ValueType
from ishtirak.rules.templates import Template

pytestmark = pytest.mark.requirement("NOT-2")

SAYS = {"name": ValueType.NAME, "on": ValueType.DATE}
MAY_SAY = {"reason": ValueType.REASON}


def template(ar: str = "{name} {on}", en: str = "{name} {on}", most_segments: int = 2) -> Template:
    return Template(NoticeKind.WELCOME, SAYS, MAY_SAY, most_segments, Bilingual(ar, en))


@pytest.mark.parametrize(
    ("ar", "en", "found"),
    [
        ("{name} {on}", "{on}: {name}", []),
        ("{name} {on} {name} {reason}", "{name} {on} {reason}", []),
        ("{name} {on} {amount}", "{name} {on}", [("ar", "unknown_placeholder")]),
        ("{name} {on}", "{name}", [("en", "missing_placeholder")]),
        ("{name} {on} {reason}", "{name} {on}", [("en", "missing_placeholder")]),
        ("{name} {on", "{name} {on}", [("ar", "missing_placeholder"), ("ar", "stray_brace")]),
        ("{name} {on} {}", "{name} {on} {0}", [("ar", "stray_brace"), ("en", "stray_brace")]),
        ("{name} {on} {{on}}", "{name} {on} {name.upper}", [("ar", "stray_brace"), ("en", "stray_brace")]),
        (
            "{name!r} {on}",
            "{name} {on:>9}",
            [(each, code) for each in ("ar", "en") for code in ("missing_placeholder", "stray_brace")],
        ),
    ],
)
def test_places_that_are_wrong_are_told_language_by_language(ar: str, en: str, found: list[tuple[str, str]]) -> None:
    faults = template(ar, en).faults()

    assert [(each.field, each.code) for each in faults] == found
    assert all("{" not in each.in_arabic.replace("{ }", "").replace("{name}", "") for each in faults)


def test_with_another_text_a_kind_is_given_the_same_values() -> None:
    other = template().saying(Bilingual("{on} {name} {reason}", "{on} {name} {reason}"))

    assert other.values == SAYS | MAY_SAY == template().values
    assert (other.used(), other.faults()) == ({"on": ValueType.DATE, "name": ValueType.NAME, **MAY_SAY}, [])


def test_a_value_is_never_read_as_a_place() -> None:
    text = template().filled({"name": Bilingual("{on}", "{reason}"), "on": Bilingual("1", "2")})

    assert text == Bilingual("{on} 1", "{reason} 2")


def test_a_text_is_held_against_its_messages_with_the_longest_values() -> None:
    # 60 of a name, a space, 12 of a date that is set apart: 73.
    fits, fits_not = template("{name} {on}" + "ع" * 61), template("{name} {on}" + "ع" * 62)

    (fault,) = fits_not.length_faults(shipped_law())

    assert fits.length_faults(shipped_law()) == []
    assert (fault.field, fault.code, fault.values["segments"], fault.values["most"]) == (
        "ar",
        "too_many_segments",
        3,
        2,
    )


def test_the_english_text_may_be_longer_since_it_is_not_sent() -> None:
    assert template(en="{name} {on}" + "e" * 600).length_faults(shipped_law()) == []

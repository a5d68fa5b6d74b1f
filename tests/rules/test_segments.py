"""As how many messages a text is billed (NOT-2): the limits are those of GSM 03.38 and 23.040."""

from __future__ import annotations

import pytest

from ishtirak.rules.segments import Encoding, Size, size_of

pytestmark = pytest.mark.requirement("NOT-2")


@pytest.mark.parametrize(("characters", "segments"), [(0, 1), (160, 1), (161, 2), (306, 2), (307, 3)])
def test_a_latin_text_has_a_hundred_and_sixty_alone_and_a_hundred_and_fifty_three_in_several(
    characters: int, segments: int
) -> None:
    assert size_of("a" * characters) == Size(Encoding.GSM_7, characters, segments)


@pytest.mark.parametrize(("characters", "segments"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_an_arabic_text_has_seventy_alone_and_sixty_seven_in_several(characters: int, segments: int) -> None:
    assert size_of("ع" * characters) == Size(Encoding.UCS_2, characters, segments)


def test_one_letter_outside_the_alphabet_makes_the_whole_text_dearer() -> None:
    assert size_of("a" * 100) == Size(Encoding.GSM_7, 100, 1)
    assert size_of("a" * 99 + "é") == Size(Encoding.GSM_7, 100, 1)
    assert size_of("a" * 99 + "ê") == Size(Encoding.UCS_2, 100, 2)
    assert size_of("a" * 99 + "\u2069") == Size(Encoding.UCS_2, 100, 2)


def test_what_the_latin_alphabet_writes_as_two_counts_as_two_and_is_not_cut() -> None:
    assert size_of("€" * 80) == Size(Encoding.GSM_7, 160, 1)
    assert size_of("€" * 81) == Size(Encoding.GSM_7, 162, 2)
    assert size_of("€" * 153) == Size(Encoding.GSM_7, 306, 3)
    assert size_of("a" + "€" * 152 + "a") == Size(Encoding.GSM_7, 306, 2)


def test_what_lies_beyond_the_basic_plane_counts_as_two_and_is_not_cut() -> None:
    assert size_of("ع" * 69 + "😀") == Size(Encoding.UCS_2, 71, 2)
    assert size_of("😀" * 67) == Size(Encoding.UCS_2, 134, 3)

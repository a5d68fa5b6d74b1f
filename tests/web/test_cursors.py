from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.web.cursors import after_of, cursor_of, place_of
from ishtirak.web.faults import InvalidCursor

LIST = "subscribers of E1"


@given(st.text(min_size=1, max_size=200, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_cursor_leads_back_to_where_it_was_taken(after: str) -> None:
    cursor = cursor_of(LIST, after)

    assert cursor is not None
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert after_of(LIST, cursor) == after


def test_no_cursor_is_the_beginning_and_the_end() -> None:
    assert after_of(LIST, None) is None
    assert cursor_of(LIST, None) is None


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        after_of("subscribers of E2", cursor_of(LIST, "MEMBER#S1"))


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%%%",
        "ا",
        "A" * 3_000,
        forged(None),
        forged({}),
        forged(["seal"]),
        forged([1, 2]),
        forged(["seal", "MEMBER#S1"]),
        forged(["seal", "MEMBER#S1", "more"]),
        base64.urlsafe_b64encode(b"[" * 1_400).decode().rstrip("="),
    ],
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        after_of(LIST, cursor)


@given(st.integers(0, 60), st.sampled_from("ABCabc019-_="))
def test_a_cursor_that_was_changed_is_refused(place: int, character: str) -> None:
    cursor = cursor_of(LIST, "MEMBER#S0123456789AB")
    assert cursor is not None
    changed = cursor[:place] + character + cursor[place + 1 :]
    if changed == cursor:
        return

    with pytest.raises(InvalidCursor):
        after_of(LIST, changed)


def test_a_cursor_that_was_cut_off_is_refused() -> None:
    cursor = cursor_of(LIST, "MEMBER#S0123456789AB")
    assert cursor is not None

    for length in range(1, len(cursor)):
        with pytest.raises(InvalidCursor):
            after_of(LIST, cursor[:length])


def test_a_place_in_a_list_of_numbers_is_the_beginning_or_what_was_given_out() -> None:
    assert place_of(LIST, None) == 0
    assert place_of(LIST, cursor_of(LIST, "0")) == 0
    assert place_of(LIST, cursor_of(LIST, "65537")) == 65_537


@pytest.mark.parametrize("after", ["-3", "x", "", "+1", "1_0", " 1", "1.0", "٣", "²", "9" * 16, "9" * 1_400])
def test_a_place_that_is_no_number_is_refused_however_well_it_is_sealed(after: str) -> None:
    with pytest.raises(InvalidCursor):
        place_of(LIST, cursor_of(LIST, after))

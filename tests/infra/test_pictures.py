"""The page of cover says what the table says (PKG-1 … PKG-7)."""

from __future__ import annotations

import pytest

from infra.pictures import PAGE, outcomes, page, picture
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.cover import COVER


@pytest.mark.requirement("PKG-1", "PKG-2", "PKG-3", "PKG-7")
def test_the_page_of_cover_shows_the_table_as_it_is() -> None:
    text = PAGE.read_text("utf-8")

    assert page(text, shipped_law()) == text, "run `make pictures`, and look at what has changed"


@pytest.mark.requirement("PKG-6")
def test_every_row_of_the_table_has_its_place_in_the_picture() -> None:
    drawn = picture()

    for row in COVER:
        assert f"<b>{row.package.value}</b><br/>{row.reason.value}" in drawn
    assert all(row.asks.ar in drawn and row.asks.en in drawn for row in COVER[:-1])


@pytest.mark.requirement("CON-7", "PKG-7")
def test_every_category_stands_in_the_table_of_outcomes() -> None:
    told = outcomes(shipped_law())

    assert all(f"`{code}`" in told for code in shipped_law().categories)

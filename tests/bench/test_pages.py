"""What is shown and written: the same rows, and the promises with them."""

from __future__ import annotations

from infra.bench.page import written
from infra.bench.prices import dollars_a_million
from infra.bench.promises import Promise, all_the_same, at_most, exactly, within
from infra.bench.tables import Table, dollars, milliseconds, number

TABLE = Table("Receipts", ("", "reads"), [("one", "1"), ("two", "2")], "As it is.")


def test_a_table_is_written_as_markdown_and_shown_from_the_same_rows() -> None:
    assert TABLE.markdown() == "## Receipts\n\nAs it is.\n\n|  | reads |\n| --- | ---: |\n| one | 1 |\n| two | 2 |"
    assert [column.header for column in TABLE.shown().columns] == ["", "reads"]
    assert TABLE.shown().row_count == 2


def test_a_broken_promise_stands_on_the_page_beside_the_kept_ones() -> None:
    promises = [at_most("Reads", 2, 3), exactly("Calls", 0, 0), all_the_same("Units", [8, 8.0])]

    page = written([TABLE], promises, "0.5")

    assert [promise.kept for promise in promises] == [False, True, True]
    assert "| Reads: at most 2 | 3 | BROKEN |" in page
    assert "| Calls: 0 | 0 | kept |" in page
    assert page.index("## Promises") < page.index("## Receipts")


def test_units_differ_where_one_of_them_does() -> None:
    assert all_the_same("Units", [8, 9]) == Promise("Units: the same for all", "8, 9", kept=False)


def test_figures_lie_close_together_where_none_is_much_larger_than_the_smallest() -> None:
    assert within("Units", 10, [4.0, 4.3]) == Promise("Units: within 10 %", "4, 4.3: 7.5 %", kept=True)
    assert within("Units", 10, [4.0, 4.4]) == Promise("Units: within 10 %", "4, 4.4: 10.0 %", kept=False)
    assert within("Units", 10, [0.0, 0.0]).kept
    assert not within("Units", 10, [0.0, 1.0]).kept


def test_numbers_are_written_as_people_read_them() -> None:
    assert [number(each) for each in (1_180, 8.0, 12.54, 0.436, 4.112)] == ["1,180", "8", "12.5", "0.44", "4.11"]
    assert (milliseconds(0.0123), dollars(5.125)) == ("12.3", "$5.13")


def test_a_million_costs_its_units_and_calls_at_list_prices() -> None:
    assert dollars_a_million(1, 8) == 5.125
    assert dollars_a_million(0, 0, 3) == 3 * 0.40

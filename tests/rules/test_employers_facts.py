"""What is told of an employer: bank accounts, register numbers, e-mail, phones, and the terms of its policy."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ishtirak.rules.bank_accounts import AccountTwice, BankAccount, MainAccountUnclear, settled, with_main
from ishtirak.rules.emails import InvalidEmail, email_of
from ishtirak.rules.phones import InvalidLine, phone_of
from ishtirak.rules.policies import NoticeTooShort, Term, check_notice, first_term, next_term
from ishtirak.rules.register_numbers import InvalidRegistrationNumber, number_key, registration_number_of
from tests.builders import LAW, day

A, B, C = (BankAccount(f"LY{letter}") for letter in "ABC")


def mains(accounts: tuple[BankAccount, ...]) -> list[str]:
    return [each.iban for each in accounts if each.main]


@pytest.mark.requirement("ENR-1")
@pytest.mark.parametrize(
    ("told", "iban", "ibans", "main"),
    [
        ([], None, [], []),
        ([], "LYA", ["LYA"], ["LYA"]),
        ([A, B], None, ["LYA", "LYB"], ["LYA"]),
        ([A, BankAccount("LYB", main=True)], None, ["LYA", "LYB"], ["LYB"]),
        ([A, B], "LYB", ["LYA", "LYB"], ["LYB"]),
        ([A, B], "LYC", ["LYA", "LYB", "LYC"], ["LYC"]),
        ([BankAccount("LYA", main=True)], "LYA", ["LYA"], ["LYA"]),
    ],
)
def test_one_account_is_the_main_one(
    told: list[BankAccount], iban: str | None, ibans: list[str], main: list[str]
) -> None:
    accounts = settled(told, iban)

    assert [each.iban for each in accounts] == ibans
    assert mains(accounts) == main


@pytest.mark.requirement("ENR-1")
def test_two_main_accounts_and_an_account_that_comes_twice_are_refused() -> None:
    marked = [BankAccount("LYA", main=True), BankAccount("LYB", main=True)]

    for told, iban in ((marked, None), (marked[:1], "LYC")):
        with pytest.raises(MainAccountUnclear):
            settled(told, iban)
    with pytest.raises(AccountTwice) as refusal:
        settled([A, B, A], None)
    assert refusal.value.values["iban"] == "LYA"


@pytest.mark.requirement("ENR-1", "ENR-5")
@pytest.mark.parametrize(
    ("iban", "ibans", "main"),
    [("LYB", ["LYA", "LYB"], ["LYB"]), ("LYC", ["LYC", "LYB"], ["LYC"]), (None, ["LYB"], ["LYB"])],
)
def test_another_main_account_takes_the_place_of_the_one_that_was(
    iban: str | None, ibans: list[str], main: list[str]
) -> None:
    accounts = with_main(settled([A, B], None), iban)

    assert [each.iban for each in accounts] == ibans
    assert mains(accounts) == main


@pytest.mark.requirement("ENR-1")
def test_without_any_account_nothing_is_the_main_one() -> None:
    assert with_main(settled([A], None), None) == ()


@pytest.mark.requirement("ENR-1")
def test_a_registers_number_is_the_same_however_it_is_set() -> None:
    assert registration_number_of(" س ت  ١٢٣ /أ ") == "س ت 123 /أ"
    assert number_key("س ت 123/أ") == number_key("س.ت-١٢٣-ا")
    for wrong in ("", "-/-", "1" * 65):
        with pytest.raises(InvalidRegistrationNumber):
            registration_number_of(wrong)


@pytest.mark.requirement("ENR-1")
def test_an_address_of_an_e_mail_has_a_name_and_a_domain() -> None:
    assert email_of(" Salem.Ali+fund@Bahr.COM.ly\u200e") == "Salem.Ali+fund@bahr.com.ly"
    for wrong in ("", "salem", "@bahr.ly", "salem@bahr", "a b@bahr.ly", "a@b..ly", "سالم@bahr.ly", "a@" + "b" * 300):
        with pytest.raises(InvalidEmail):
            email_of(wrong)


@pytest.mark.requirement("ENR-1")
def test_an_office_may_have_a_fixed_line() -> None:
    assert phone_of("٠٢١ ٣٣٣ ٣٣٣٣") == "+218213333333"
    assert phone_of("0912345678") == "+218912345678"
    for wrong in ("", "12", "+218913", "0213333333 ext 5"):
        with pytest.raises(InvalidLine):
            phone_of(wrong)


def renewed(*days: str) -> list[Term]:
    """The terms of a policy that was opened on 1 January 2026 and renewed on these days."""
    terms = [first_term(day("2026-01-01"), "me", LAW)]
    for each in days:
        if (term := next_term(terms[-1], day(each), "me", LAW)) is not None:
            terms.append(term)
    return terms


@pytest.mark.requirement("CMP-6")
def test_each_term_starts_on_the_day_after_the_last_one_ends() -> None:
    terms = renewed("2026-12-15", "2027-12-20")

    assert [str(term.from_) for term in terms] == ["2026-01-01", "2027-01-01", "2028-01-01"]
    assert [str(term.until) for term in terms] == ["2027-01-01", "2028-01-01", "2029-01-01"]


@pytest.mark.requirement("CMP-6")
@pytest.mark.parametrize(
    ("days", "count"),
    [
        (("2026-02-01", "2026-02-01"), 2),
        (("2026-12-31", "2026-12-31"), 2),
        (("2026-02-01", "2027-01-01"), 3),
        (("2027-03-01", "2027-03-01"), 2),
        (("2027-03-01", "2027-12-01"), 2),
        (("2027-03-01", "2027-12-02"), 3),
        (("2028-06-01", "2028-06-01", "2028-06-01"), 3),
    ],
)
def test_a_renewal_that_is_said_twice_is_done_once(days: tuple[str, ...], count: int) -> None:
    """The third of the last row finds a term that holds today; 2 December is thirty days before the year's end."""
    assert len(renewed(*days)) == count


@pytest.mark.requirement("CMP-6")
@given(st.lists(st.dates(date(2026, 1, 1), date(2040, 1, 1)), max_size=12).map(sorted))
def test_terms_never_overlap_leave_no_gap_and_at_most_one_lies_ahead(days: list[date]) -> None:
    terms = renewed(*map(str, days))

    assert all(before.until == after.from_ for before, after in pairwise(terms))
    assert [term.number for term in terms] == list(range(1, len(terms) + 1))
    assert sum(term.from_ > max(days, default=date(2026, 1, 1)) for term in terms) <= 1


@pytest.mark.requirement("CMP-6")
def test_a_policy_is_closed_with_thirty_days_of_notice() -> None:
    check_notice(day("2026-03-03"), day("2026-02-01"), LAW)

    with pytest.raises(NoticeTooShort) as refusal:
        check_notice(day("2026-03-02"), day("2026-02-01"), LAW)
    assert "2026-03-03" in refusal.value.in_english

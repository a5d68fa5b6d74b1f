"""Documents: what can be taken, what proves something on a day, and which steps of an end are due (ENR-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from ishtirak.errors import Refused
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.documents import (
    DatedStep,
    DocumentEndMissing,
    DocumentHasEnded,
    DocumentNeverEnds,
    DocumentNotIssuedYet,
    DocumentStep,
    EndBeforeIssue,
    NotOfDependants,
    UnknownDocumentKind,
    approved_kinds,
    check_dates,
    check_owner,
    document_kind_of,
    is_replaced,
    next_step_on,
    passed_at_first,
    steps_due,
    steps_left,
)

pytestmark = pytest.mark.requirement("ENR-3")

LAW = shipped_law()
TODAY = date(2026, 6, 1)
ENDING, ENDED = DocumentStep.ENDING, DocumentStep.ENDED


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Paper:
    """A document; approved on New Year's Day unless it is said otherwise."""

    expires_on: date | None = None
    kind: str = "identity"
    dependant_id: str | None = None
    approved_on: date | None = date(2026, 1, 1)
    passed: DocumentStep | None = None
    id: str = "F1"


@pytest.mark.parametrize("code", ["identity", "other"])
def test_a_kind_is_known_by_its_code(code: str) -> None:
    assert document_kind_of(code, LAW) == code


def test_a_kind_that_the_law_does_not_name_is_refused_with_those_that_it_names() -> None:
    with pytest.raises(UnknownDocumentKind) as refusal:
        document_kind_of("diary", LAW)

    assert "identity" in refusal.value.in_arabic


def test_a_family_member_has_no_document_that_is_the_subscribers_own() -> None:
    check_owner(LAW.document_kinds["bank_account"], None)
    check_owner(LAW.document_kinds["identity"], "D1")

    with pytest.raises(NotOfDependants):
        check_owner(LAW.document_kinds["bank_account"], "D1")


@pytest.mark.parametrize(
    ("kind", "issued_on", "expires_on"),
    [
        ("identity", "2026-06-01", "2026-06-02"),
        ("identity", "2020-01-01", "2030-01-01"),
        ("work_contract", "2026-01-01", None),
        ("work_contract", "2026-01-01", "2027-01-01"),
        ("death_certificate", "1999-01-01", None),
    ],
)
def test_dates_that_agree_with_the_kind_and_with_each_other_are_taken(
    kind: str, issued_on: str, expires_on: str | None
) -> None:
    check_dates(LAW.document_kinds[kind], day(issued_on), day(expires_on) if expires_on else None, TODAY)


@pytest.mark.parametrize(
    ("kind", "issued_on", "expires_on", "refusal"),
    [
        ("identity", "2026-06-02", "2030-01-01", DocumentNotIssuedYet),
        ("identity", "2026-01-01", None, DocumentEndMissing),
        ("death_certificate", "2026-01-01", "2030-01-01", DocumentNeverEnds),
        ("work_contract", "2026-05-01", "2026-05-01", EndBeforeIssue),
        ("work_contract", "2026-05-01", "2026-04-30", EndBeforeIssue),
        ("identity", "2020-01-01", "2026-06-01", DocumentHasEnded),
        ("identity", "2020-01-01", "2026-05-31", DocumentHasEnded),
    ],
)
def test_dates_that_prove_nothing_are_refused(
    kind: str, issued_on: str, expires_on: str | None, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        check_dates(LAW.document_kinds[kind], day(issued_on), day(expires_on) if expires_on else None, TODAY)


def test_a_kind_is_approved_until_the_day_on_which_its_document_has_ended() -> None:
    papers = [Paper(day("2026-06-10")), Paper(kind="bank_account"), Paper(kind="other", approved_on=None)]

    assert approved_kinds(papers, day("2026-06-09")) == {"identity", "bank_account"}
    assert approved_kinds(papers, day("2026-06-10")) == {"bank_account"}


def test_a_document_proves_something_only_of_the_person_whose_it_is() -> None:
    papers = [Paper(kind="birth_certificate", dependant_id="D1"), Paper(kind="family_status")]

    assert approved_kinds(papers, TODAY) == {"family_status"}
    assert approved_kinds(papers, TODAY, "D1") == {"birth_certificate"}
    assert approved_kinds(papers, TODAY, "D2") == set()


@pytest.mark.parametrize(
    ("other", "replaces"),
    [
        (Paper(day("2026-12-02"), id="F2"), True),
        (Paper(None, id="F2"), True),
        (Paper(day("2026-12-01"), id="F2"), True),
        (Paper(day("2026-12-01"), id="F0"), False),
        (Paper(day("2026-11-30"), id="F2"), False),
        (Paper(day("2027-01-01"), id="F2", approved_on=None), False),
        (Paper(day("2027-01-01"), id="F2", kind="other"), False),
        (Paper(day("2027-01-01"), id="F2", dependant_id="D1"), False),
        (Paper(day("2026-12-01"), id="F1"), False),
    ],
)
def test_a_document_is_replaced_by_an_approved_one_of_its_kind_and_person_that_lasts_longer(
    other: Paper, replaces: bool
) -> None:
    assert is_replaced(Paper(day("2026-12-01")), [other]) is replaces


def test_one_without_an_end_is_replaced_by_another_without_an_end_alone() -> None:
    assert is_replaced(Paper(), [Paper(id="F2")])
    assert not is_replaced(Paper(), [Paper(day("2030-01-01"), id="F2")])


@pytest.mark.requirement("NOT-1")
def test_an_end_is_told_thirty_days_before_and_on_its_day() -> None:
    paper = Paper(day("2026-12-31"))

    assert steps_left(paper, LAW) == (DatedStep(ENDING, day("2026-12-01")), DatedStep(ENDED, day("2026-12-31")))
    assert next_step_on(paper, LAW) == day("2026-12-01")
    assert steps_left(Paper(day("2026-12-31"), passed=ENDING), LAW) == (DatedStep(ENDED, day("2026-12-31")),)


@pytest.mark.parametrize(
    "paper", [Paper(None), Paper(day("2026-12-31"), passed=ENDED), Paper(day("2026-12-31"), approved_on=None)]
)
def test_nothing_is_told_of_what_has_no_end_or_is_not_approved_or_lies_behind(paper: Paper) -> None:
    assert steps_left(paper, LAW) == ()
    assert next_step_on(paper, LAW) is None
    assert passed_at_first(paper, TODAY, LAW) is None


@pytest.mark.requirement("PKG-9")
@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2026-11-30", []),
        ("2026-12-01", [ENDING]),
        ("2026-12-30", [ENDING]),
        ("2026-12-31", [ENDING, ENDED]),
        ("2027-05-01", [ENDING, ENDED]),
    ],
)
def test_every_step_whose_day_has_come_is_due_in_order(today: str, due: list[DocumentStep]) -> None:
    assert [each.step for each in steps_due(Paper(day("2026-12-31")), day(today), LAW)] == due


@pytest.mark.parametrize(("approved_on", "passed"), [("2026-12-01", None), ("2026-12-02", ENDING)])
def test_who_hands_in_a_document_shortly_before_its_end_is_not_told_that_it_will_end(
    approved_on: str, passed: DocumentStep | None
) -> None:
    paper = Paper(day("2026-12-31"), approved_on=day(approved_on))

    assert passed_at_first(paper, day(approved_on), LAW) is passed

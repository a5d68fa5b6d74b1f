"""Employers: one registration a number of the register, found by name and phone, read as they were (ENR-1, ENR-4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.enroll.employers import registering as employers
from functions.enroll.endings import departures
from functions.enroll.history import as_of as history
from functions.enroll.history.as_of import DayToCome, NotRegisteredThen
from functions.enroll.subscribers import registering as subscribers
from ishtirak.errors import Conflict
from ishtirak.rules.bank_accounts import BankAccount
from ishtirak.rules.packages import Reason
from ishtirak.rules.searching import search_words
from ishtirak.storage import deeds, employer_search, keys
from ishtirak.storage import employers as kept
from ishtirak.storage.employers import Branch, Contact, Employer, RegistrationNumberTaken, UnknownEmployer
from ishtirak.storage.subscribers import UnknownSubscriber
from ishtirak.storage.transactions import WRITES_OF_ONE_TRANSACTION, Busy, Moved
from tests import builders
from tests.builders import ACTOR, LAW, at, day
from tests.cloud import Cloud
from tests.faults import Faults


def named(typed: str, of: str | None = None) -> set[str]:
    """The ids that a search by name finds, over all its pages."""
    ids, after = employer_search.by_name(typed, of, 2)
    while after is not None:
        more, after = employer_search.by_name(typed, of, 2, after)
        ids += more
    assert len(ids) == len(set(ids)), "nobody is found twice"
    return set(ids)


def phoned(phone: str, of: str | None = None) -> list[str]:
    return employer_search.by_phone(phone, of, 50).employer_ids


def edit(employer: Employer, on: str = "2026-01-05", **changes: Any) -> Employer:
    return employers.edit(employer, changes, "another", at(on))


@pytest.mark.requirement("ENR-1")
def test_a_number_of_the_register_is_one_employers_and_the_refusal_says_whose(cloud: Cloud) -> None:
    first = builders.employer(registration_number="س ت 123/أ")

    with pytest.raises(RegistrationNumberTaken) as refusal:
        builders.employer(registration_number="س.ت-١٢٣-ا")

    assert first.id in refusal.value.in_arabic
    assert [item["id"] for item in cloud.items() if item["sk"] == keys.EMPLOYER] == [first.id]


@pytest.mark.requirement("ENR-1")
def test_of_a_hundred_who_register_one_number_at_once_one_is_registered(cloud: Cloud) -> None:
    def register(_: int) -> Employer | Conflict:
        try:
            return builders.employer(registration_number="7001")
        except (RegistrationNumberTaken, Busy) as refusal:
            return refusal

    with ThreadPoolExecutor(20) as pool:
        ends = list(pool.map(register, range(100)))

    (registered,) = [end for end in ends if isinstance(end, Employer)]
    assert employer_search.by_number("7001").employer_ids == [registered.id]
    assert sum(item["sk"] == keys.EMPLOYER for item in cloud.items()) == 1


@pytest.mark.requirement("ENR-1", "ENR-4")
def test_a_number_moves_with_the_record_and_is_free_again(cloud: Cloud) -> None:
    first, second = builders.employer(registration_number="1"), builders.employer(registration_number="2")

    with pytest.raises(RegistrationNumberTaken):
        edit(second, registration_number="1")
    first = edit(first, registration_number="3")
    second = edit(second, registration_number="1")
    edit(first, registration_number=None)

    found = {number: employer_search.by_number(number).employer_ids for number in "123"}
    assert found == {"1": [second.id], "2": [], "3": []}
    assert kept.load(second.id).registration_number == "1"


@pytest.mark.requirement("ENR-1", "ENR-4")
def test_who_edits_what_has_moved_meanwhile_learns_that_and_not_that_its_own_number_is_taken(cloud: Cloud) -> None:
    employer = builders.employer(registration_number="1")
    edit(employer, registration_number="2")

    with pytest.raises(Moved):
        edit(employer, registration_number="2")


@pytest.mark.requirement("ENR-1")
@pytest.mark.parametrize(
    "typed", ["شركة الواحة للتجارة", "للتجاره الواحه", "واحة", "الواح", "تِجارة شركة للتجارة الواحة", "شركه", "WAHA"]
)
def test_an_employer_is_found_by_any_words_of_its_name_in_any_order(cloud: Cloud, typed: str) -> None:
    found = builders.employer(name="شركة الواحـة للتجارة (Waha)")
    builders.employer(name="مؤسسة البحر")

    assert named(typed) == ({found.id} if "تِجارة" not in typed else set())


@pytest.mark.requirement("ENR-1")
def test_a_word_that_all_have_finds_all_page_by_page_and_no_word_finds_none(cloud: Cloud) -> None:
    several = {builders.employer(name=f"شركة الشركات رقم {number}").id for number in range(5)}

    assert named("شركة") == several
    assert named("شركة 3 رقم") < several
    assert named("رقم 3") == named("3")
    assert named("—") == set()


@pytest.mark.requirement("ENR-1", "ENR-4")
def test_who_has_another_name_and_phone_is_found_by_these_and_not_by_the_old(cloud: Cloud) -> None:
    branch = Branch("فرع بنغازي", phone="+218613333333")
    employer = builders.employer(name="شركة البحر", phone="+218912345678", branches=(branch,))

    edited = edit(
        employer, name="شركة النخيل", phone="+218922222222", contacts=(Contact("سالم", phone="+218933333333"),)
    )

    assert (named("بحر"), named("نخيل"), named("شركة")) == (set(), {employer.id}, {employer.id})
    phones = ("+218912345678", "+218922222222", "+218933333333", "+218613333333")
    assert [len(phoned(each)) for each in phones] == [0, 1, 1, 1]
    assert edit(edited, "2026-01-06", region="سبها").region == "سبها"
    assert named("نخيل") == {employer.id}


@pytest.mark.requirement("ENR-1", "ACC-2")
def test_an_agent_finds_only_whom_the_agent_has_registered(cloud: Cloud) -> None:
    new = builders.new_employer(phone="+218912345678", registration_number="5")
    own = employers.register(new, "A1", at("2026-01-01"), LAW)
    builders.employer(phone="+218912345678", registration_number="6")

    assert named("البحر", "A1") == {own.id}
    assert phoned("+218912345678", "A1") == [own.id]
    assert len(phoned("+218912345678")) == 2
    assert [employer_search.by_number(number, "A1").employer_ids for number in "56"] == [[own.id], []]


@pytest.mark.requirement("ENR-1")
def test_those_who_share_a_phone_come_page_by_page(cloud: Cloud) -> None:
    several = {builders.employer(phone="+218912345678").id for _ in range(3)}

    first = employer_search.by_phone("+218912345678", ACTOR, 2)
    second = employer_search.by_phone("+218912345678", ACTOR, 2, first.after)

    assert {*first.employer_ids, *second.employer_ids} == several
    assert (len(first.employer_ids), second.after) == (2, None)


@pytest.mark.requirement("ENR-1")
def test_a_search_by_name_is_one_query(cloud: Cloud, faults: Faults) -> None:
    builders.employer()
    faults.arm()

    named("شركة البحر")

    assert faults.calls == ["Query"]


WORDS = ("شركة", "البحر", "أحمد", "الواحة", "للنقل", "مصطفى", "Sea", "٢٠٢٦")


@pytest.mark.requirement("ENR-1")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.permutations(WORDS), typed=st.permutations(WORDS), count=st.integers(1, 8))
def test_whatever_words_of_a_name_are_typed_in_whatever_order_it_is_found(
    cloud: Cloud, name: list[str], typed: list[str], count: int
) -> None:
    employer = builders.employer(name=" ".join(name))

    assert employer.id in employer_search.by_name(" ".join(typed[:count]), None, 100).employer_ids


@pytest.mark.requirement("ENR-1")
def test_the_largest_edit_fits_into_one_transaction(cloud: Cloud) -> None:
    def whole(first: int) -> dict[str, Any]:
        phones = [f"+2189{number:08d}" for number in range(first, first + 31)]
        return {
            "name": " ".join(f"{first + number}" for number in range(40)),
            "registration_number": str(first),
            "phone": phones[0],
            "contacts": tuple(Contact("سالم", phone=each) for each in phones[1:11]),
            "branches": tuple(Branch("فرع", phone=each) for each in phones[11:]),
        }

    employer = builders.employer(**whole(1_000))

    edited = edit(employer, **whole(2_000))

    assert len(search_words(edited.name)) * 2 + 31 * 2 + 4 <= WRITES_OF_ONE_TRANSACTION
    assert kept.load(employer.id) == edited


@pytest.mark.requirement("ENR-4")
def test_a_record_is_read_as_it_was_at_the_end_of_a_day(cloud: Cloud) -> None:
    account = BankAccount("LYA", main=True)
    employer = builders.employer(region="سبها", size=3, bank_accounts=(account,))
    edited = edit(employer, region="طرابلس", contacts=(Contact("سالم", role="مدير"),))
    edited = edit(edited, "2026-01-10", region=None, size=12, iban="LYB")

    def then(on: str) -> Employer:
        return history.employer_on(employer.id, day(on), day("2026-02-01"))[0]

    assert [then(f"2026-01-{number:02d}").region for number in (1, 4, 5, 9, 10)] == [
        "سبها",
        "سبها",
        "طرابلس",
        "طرابلس",
        None,
    ]
    assert [then(on).size for on in ("2026-01-09", "2026-01-10")] == [3, 12]
    assert [then(on).iban for on in ("2026-01-09", "2026-01-10")] == ["LYA", "LYB"]
    assert (then("2026-01-04").contacts, then("2026-01-05").contacts) == ((), (Contact("سالم", role="مدير"),))
    assert then("2026-02-01") == edited


@pytest.mark.requirement("ENR-4")
def test_a_record_of_many_deeds_is_read_back_over_all_of_them(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "_DEEDS_OF_ONE_READ", 2)
    employer = builders.employer(region="0")
    for number in range(1, 8):
        employer = edit(employer, f"2026-01-{number + 1:02d}", region=str(number))

    regions = [
        history.employer_on(employer.id, day(f"2026-01-{number:02d}"), day("2026-02-01"))[0].region
        for number in range(1, 10)
    ]

    assert regions == ["0", "1", "2", "3", "4", "5", "6", "7", "7"]


@pytest.mark.requirement("ENR-4")
def test_an_edit_keeps_only_what_it_changes(cloud: Cloud) -> None:
    employer = edit(builders.employer(region="سبها"), region="سبها", size=5)

    ((newest, *_), _) = deeds.page(keys.employer(employer.id), 10)

    assert (newest.actor, newest.action) == ("another", "edit_employer")
    assert newest.changes == {"size": {"from": None, "to": 5}}


@pytest.mark.requirement("ENR-4", "ENR-5", "ENR-8")
def test_a_subscriber_is_read_as_on_a_day_with_the_spells_and_certificates_of_then(cloud: Cloud) -> None:
    person = builders.subscriber(builders.employer().id, name="علي", on="2026-01-03")
    changed = subscribers.edit(person, {"name": "عمر", "phone": None}, "another", at("2026-02-05"))
    departures.end_cover(person.id, day("2026-03-01"), Reason.ENDED, ACTOR, at("2026-02-20"), LAW)
    other = builders.employer("2026-04-01")
    told = {"national_number": person.national_number, "name": "عمر", "phone": None}
    new = builders.new_subscriber(other.id, "2026-05-01", **told)
    subscribers.register(new, ACTOR, at("2026-04-10"), LAW)

    def then(on: str) -> Any:
        return history.subscriber_on(person.id, day(on), day("2026-06-01"))

    before, edited, ended, again = then("2026-01-04"), then("2026-02-25"), then("2026-04-20"), then("2026-06-01")
    assert before.name == "علي"
    assert (before.phone, edited.phone) == (person.phone, changed.phone)
    assert [each.employer_id for each in (before, edited, ended, again)] == [person.employer_id] * 3 + [other.id]
    assert [each.covered_until for each in (before, edited, ended, again)] == [None, None, day("2026-03-01"), None]
    assert [len(each.certificates) for each in (before, ended, again)] == [1, 1, 2]
    with pytest.raises(NotRegisteredThen):
        then("2026-01-02")


@pytest.mark.requirement("ENR-4")
def test_who_is_registered_for_a_day_to_come_is_known_from_the_registration_on(cloud: Cloud) -> None:
    new = builders.new_subscriber(builders.employer().id, "2026-02-01")
    person = subscribers.register(new, ACTOR, at("2026-01-10"), LAW)

    then = history.subscriber_on(person.id, day("2026-01-10"), day("2026-03-01"))

    assert (then.covered_from, then.certificates) == (day("2026-02-01"), ())
    with pytest.raises(NotRegisteredThen):
        history.subscriber_on(person.id, day("2026-01-09"), day("2026-03-01"))


@pytest.mark.requirement("ENR-4")
def test_of_a_day_to_come_or_before_the_record_nothing_is_said(cloud: Cloud) -> None:
    employer = builders.employer("2026-01-05")
    today = day("2026-01-06")

    with pytest.raises(NotRegisteredThen):
        history.employer_on(employer.id, day("2026-01-04"), today)
    with pytest.raises(DayToCome):
        history.employer_on(employer.id, day("2026-01-07"), today)
    with pytest.raises(UnknownEmployer):
        history.employer_on("E1", today, today)
    with pytest.raises(UnknownSubscriber):
        history.subscriber_on("S1", today, today)

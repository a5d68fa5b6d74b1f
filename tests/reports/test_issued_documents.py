"""The policy document of an employer: what stands in it, who gets it, and that it is made once (ENR-7, RPT-9)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from functions.enroll.employers import policies
from functions.enroll.employers import registering as employers
from functions.reports import bucket
from functions.reports.documents import issuing
from functions.reports.documents.dates import in_both_calendars
from infra.engine import Engine
from ishtirak.errors import NoValueInForce
from ishtirak.law.law import Law
from ishtirak.law.parameter import DatedValue
from ishtirak.rules.policies import ClosingReason
from ishtirak.rules.references import reference_of
from ishtirak.storage import issued
from ishtirak.storage.employers import Contact
from ishtirak.storage.issued import IssuedDocument
from ishtirak.storage.reports import JobState
from tests.reports.fund import LAW, Fund, at, object_of

TODAY = "2026-02-20"
NAME = "شركة الواحة للتجارة"


@pytest.fixture
def policy_of(fund: Fund) -> Callable[..., str]:
    """An employer with everything that can be told of one."""

    def register(name: str = NAME, *gross: str) -> str:
        new = employers.NewEmployer(
            name,
            "private_company",
            activity="تجارة عامة",
            region="طرابلس",
            registration_number="س ت 4711",
            contact_name="سالم",
            phone="+218912345678",
            contacts=(Contact("هدى", "مديرة", "+218213333333", "hr@waha.ly"),),
            size=12,
        )
        employer_id = employers.register(new, "me", at("2026-01-01"), LAW).id
        for each in gross:
            fund.subscriber(employer_id, each)
        return employer_id

    return register


def made(employer_id: str, on: str = TODAY, law: Law = LAW, hour: int = 9) -> IssuedDocument:
    """The policy document, asked for and made on a day."""
    asked = issuing.ask_policy(employer_id, "me", at(on, hour))
    issuing.make(asked.of, asked.id, at(on, hour), law)
    return issued.load(asked.of, asked.id)


def file_of(document: IssuedDocument) -> bytes:
    assert document.made is not None
    return object_of(document.made.file_key)


def text_of(content: bytes) -> str:
    """What can be copied out of a PDF, page after page; within a line the words of Arabic run together."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def words_in(content: bytes, *sentences: str) -> list[str]:
    """Those of the words of some sentences that are not in a PDF."""
    text = text_of(content)
    return [word for sentence in sentences for word in sentence.split() if word not in text]


@pytest.mark.requirement("ENR-1", "ENR-7", "RPT-9")
def test_the_document_says_in_arabic_whom_it_insures_for_how_long_and_at_which_rates(
    policy_of: Callable[..., str],
) -> None:
    employer_id = policy_of(NAME, "1000", "2000")

    document = made(employer_id)
    content = file_of(document)
    text = text_of(content)

    assert words_in(content, NAME, "شركة خاصة", "طرابلس", "تجارة عامة", "سالم", "هدى مديرة", "موظف بالقطاع الخاص") == []
    assert words_in(content, "الملحق", "كل الخدمات", "من 10 إلى 19", "علي") == []
    for figure in ("4711", "+218912345678", "hr@waha.ly", "2026-01-01", "2026-12-31", "2.5%", "5%", "1.25%"):
        assert figure in text, figure
    assert document.made is not None
    assert document.made.number.startswith(f"P-2026-{employer_id}-")
    assert reference_of(employer_id) in text
    assert (document.state, document.made.people) == (JobState.READY, 2)
    assert [page.extract_text().count(document.made.number) for page in PdfReader(io.BytesIO(content)).pages] == [1] * 3


@pytest.mark.requirement("RPT-9")
def test_days_stand_in_both_calendars() -> None:
    assert in_both_calendars(date(2026, 2, 20)) == {
        "gregorian": "2026-02-20",
        "hijri": {"day": "3", "month": "رمضان", "year": "1447"},
    }
    assert in_both_calendars(date(2090, 1, 1))["hijri"] is None


@pytest.mark.requirement("RPT-10")
def test_the_same_facts_give_the_same_number_and_the_same_bytes(policy_of: Callable[..., str], fund: Fund) -> None:
    employer_id = policy_of(NAME, "1000")
    first, later_that_day = made(employer_id), made(employer_id, hour=15)
    fund.subscriber(employer_id, "1000", TODAY)
    after = made(employer_id, hour=16)

    assert first.id != later_that_day.id
    assert first.made == later_that_day.made
    assert file_of(first) == file_of(later_that_day)
    assert first.made is not None
    assert after.made is not None
    assert after.made.number != first.made.number
    assert after.made.file_key != first.made.file_key
    assert PdfReader(io.BytesIO(file_of(first))).metadata["/CreationDate"] == "D:20260220000000Z"  # type: ignore[index]


@pytest.mark.requirement("RPT-9")
@pytest.mark.parametrize(
    "name",
    [
        '#panic("run") شركة',
        '#read("/etc/passwd") شركة',
        "*شركة* _x_ $x^2$ `x` <b> @b // x /* [x] \\ \\u{41}",
        '"]} #let data = 1 شركة',
    ],
)
def test_what_is_typed_in_as_a_name_is_printed_and_never_run(policy_of: Callable[..., str], name: str) -> None:
    content = file_of(made(policy_of(name)))

    text = text_of(content)
    assert words_in(content, NAME.split()[0]) == []
    assert [character for character in name if not character.isspace() and character not in text] == []
    assert "root:" not in text


@pytest.mark.requirement("RPT-9")
def test_a_list_that_is_too_long_for_paper_is_a_csv_beside_the_document(
    fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "MOST_ROWS", 2)
    two, three = fund.employer(NAME, "1000", "1000"), fund.employer(NAME, "1000", "1000", "1000")

    printed, beside = made(two).made, made(three).made

    assert printed is not None
    assert beside is not None
    assert printed.list_key is None
    assert beside.list_key is not None
    assert beside.people == 3
    listed = object_of(beside.list_key).decode("utf-8-sig").splitlines()
    assert listed[0] == "رقم المشترك / subscriber_id,الاسم / name,في القائمة من / on_list_from"
    assert [line.split(",")[1:] for line in listed[1:]] == [["علي", "2026-01-01"]] * 3
    assert beside.list_key.removesuffix(".csv").rpartition("/")[2] in text_of(object_of(beside.file_key))


@pytest.mark.requirement("ENR-1", "CMP-6")
def test_every_term_stands_in_it_and_that_the_policy_closes(policy_of: Callable[..., str]) -> None:
    employer_id = policy_of()
    policies.renew(employer_id, "me", at("2026-12-15"), LAW)
    open_ = text_of(file_of(made(employer_id, "2026-12-20")))
    policies.close(employer_id, date(2027, 2, 1), ClosingReason.MERGED, "me", at("2026-12-21"), LAW)

    closing, closed = (text_of(file_of(made(employer_id, on))) for on in ("2026-12-22", "2027-02-01"))

    assert all(day in open_ for day in ("2026-12-31", "2027-01-01", "2027-12-31", "سارية"))
    assert "2027-02-01" not in open_
    assert ("2027-02-01" in closing, "سارية" in closing) == (True, True)
    assert ("مقفلة" in closed, "سارية" in closed) == (True, False)


@pytest.mark.requirement("CON-6")
def test_the_rates_are_those_of_the_day_of_issue_with_their_source(policy_of: Callable[..., str]) -> None:
    rate = LAW.categories["private_employee"].rate
    written = {"subscriber": "3.75", "employer": "5", "social_security": "2.5", "state": "1.25"}
    source = replace(rate.values[0].source, section="ق-99")
    added = DatedValue(rate.name, date(2026, 3, 1), rate.value_of(written), written, source, 1)
    law = LAW.with_values({rate.name: [added]}, 1)
    employer_id = policy_of()

    before, after = (text_of(file_of(made(employer_id, on, law))) for on in ("2026-02-28", "2026-03-01"))

    assert ("3.75%" in before, "99" in before) == (False, False)
    assert ("3.75%" in after, "2026-03-01" in after, "99" in after) == (True, True, True)


@pytest.mark.requirement("CON-6", "CON-7")
def test_a_category_that_has_no_rate_yet_is_left_out_until_it_has_one(policy_of: Callable[..., str]) -> None:
    public = LAW.categories["public_employee"]
    later = replace(public.rate, values=(replace(public.rate.values[0], from_=date(2026, 3, 1)),))
    parameters = {**LAW.parameters, later.name: later}
    law = replace(LAW, parameters=parameters, categories={**LAW.categories, public.code: replace(public, rate=later)})
    employer_id = policy_of()

    before, after = (text_of(file_of(made(employer_id, on, law))) for on in ("2026-02-28", "2026-03-01"))

    assert ("Public employee" in before, "Private employee" in before) == (False, True)
    assert "Public employee" in after


@pytest.mark.requirement("CON-6")
def test_where_the_law_is_silent_the_document_fails_and_says_why(policy_of: Callable[..., str]) -> None:
    employer_id = policy_of()

    failed = made(employer_id, "2009-12-31")

    assert failed.failure is not None
    assert (failed.state, failed.made, failed.failure.code) == (JobState.FAILED, None, NoValueInForce.code)


def test_a_message_that_comes_again_changes_nothing(policy_of: Callable[..., str], fund: Fund) -> None:
    employer_id = policy_of()
    document = made(employer_id)
    fund.subscriber(employer_id, "1000")

    issuing.make(document.of, document.id, at(TODAY, 12), LAW)

    assert issued.load(document.of, document.id) == document


class Killed(Exception):
    """The worker died here."""


@pytest.mark.parametrize("before_call", range(1, 6))
def test_a_worker_killed_before_any_of_its_writes_is_followed_by_one_that_ends_the_work(
    policy_of: Callable[..., str], fund: Fund, monkeypatch: pytest.MonkeyPatch, before_call: int
) -> None:
    monkeypatch.setattr(issuing, "MOST_ROWS", 0)
    employer_id = policy_of(NAME, "1000")
    asked = issuing.ask_policy(employer_id, "me", at(TODAY))
    calls = 0

    def killed_in_time(real: Any) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == before_call:
                raise Killed
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(bucket, "put", killed_in_time(bucket.put))
        for name in ("begin", "finish"):
            patched.setattr(issued, name, killed_in_time(getattr(issued, name)))
        if before_call <= 4:
            with pytest.raises(Killed):
                issuing.make(asked.of, asked.id, at(TODAY), LAW)
        else:
            issuing.make(asked.of, asked.id, at(TODAY), LAW)
            assert calls == 4
    fund.subscriber(employer_id, "1000")

    issuing.make(asked.of, asked.id, at(TODAY, 10), LAW)

    ready = issued.load(asked.of, asked.id)
    assert ready.made is not None
    assert ready.state is JobState.READY
    assert ready.made.people == (2 if before_call <= 4 else 1)
    content = file_of(ready)
    assert hashlib.sha256(content).hexdigest() == ready.made.sha256
    assert ready.made.number in text_of(content)


def test_two_deliveries_at_once_leave_a_record_that_tells_of_its_own_file(
    policy_of: Callable[..., str], fund: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer_id = policy_of(NAME, "1000")
    asked = issuing.ask_policy(employer_id, "me", at(TODAY))
    put = bucket.put

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr(bucket, "put", put)
        fund.subscriber(employer_id, "1000")
        issuing.make(asked.of, asked.id, at(TODAY, 10), LAW)
        put(*args)

    monkeypatch.setattr(bucket, "put", overtaken)
    issuing.make(asked.of, asked.id, at(TODAY), LAW)

    ready = issued.load(asked.of, asked.id)
    assert ready.made is not None
    assert ready.made.people == 2
    assert hashlib.sha256(file_of(ready)).hexdigest() == ready.made.sha256


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(engine: Engine, fund: Fund) -> Ask:
    """A request by somebody of a role, who stands for an employer or an agent where that is said."""
    engine.empty(at(TODAY))

    def ask(method: str, path: str, role: str = "insurance_affairs", key: str = "", **scope: str) -> httpx.Response:
        signed = {"Authorization": f"Bearer {engine.token(role, **scope)}"}
        return httpx.request(
            method, f"{engine.api_url}{path}", headers={**signed, **({"Idempotency-Key": key} if key else {})}
        )

    return ask


@pytest.mark.requirement("ENR-7", "RPT-9")
def test_a_policy_document_is_asked_for_made_and_fetched_by_a_link_that_ends(
    engine: Engine, policy_of: Callable[..., str], ask: Ask
) -> None:
    employer_id = policy_of(NAME, "1000")

    asked = ask("POST", f"/v1/employers/{employer_id}/policy/documents", key="one")
    again = ask("POST", f"/v1/employers/{employer_id}/policy/documents", key="one")
    waiting = ask("GET", asked.headers["Location"]).json()
    engine.drain()
    ready = ask("GET", asked.headers["Location"]).json()
    file = httpx.get(ready["link"]["url"])

    assert (asked.status_code, again.json()["id"]) == (202, asked.json()["id"])
    assert (waiting["state"], waiting["link"], waiting["number"]) == ("waiting", None, None)
    assert (ready["state"], ready["people"], ready["issued_on"], ready["list"]) == ("ready", 1, TODAY, None)
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{ready["number"]}.pdf"'
    assert hashlib.sha256(file.content).hexdigest() == ready["sha256"]
    assert ready["link"]["expires_at"] == "2026-02-20T09:15:00+02:00"


@pytest.mark.requirement("RPT-9")
def test_a_long_list_is_fetched_by_a_link_of_its_own(
    engine: Engine, policy_of: Callable[..., str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "MOST_ROWS", 0)
    asked = ask("POST", f"/v1/employers/{policy_of(NAME, '1000')}/policy/documents")
    engine.drain()

    ready = ask("GET", asked.headers["Location"]).json()

    assert "علي" in httpx.get(ready["list"]["url"]).text


@pytest.mark.requirement("ACC-2")
def test_an_employer_gets_its_own_policy_document_and_nobody_elses(
    policy_of: Callable[..., str], fund: Fund, ask: Ask
) -> None:
    own, other = policy_of(), fund.employer("شركة أخرى")
    path = f"/v1/employers/{own}/policy/documents"

    asked = ask("POST", path, "employer", employer=own)

    at_ = asked.headers["Location"]
    assert asked.status_code == 202
    assert ask("GET", at_, "employer", employer=own).status_code == 200
    assert ask("GET", at_, "employer", employer=other).status_code == 403
    assert ask("POST", path, "employer", employer=other).status_code == 403
    for role in ("collection", "finance", "oversight", "contact_centre", "quality"):
        assert (ask("POST", path, role).status_code, ask("GET", at_, role).status_code) == (403, 200)
    for role in ("agent", "payroll", "subscriber", "provider"):
        assert (ask("POST", path, role).status_code, ask("GET", at_, role).status_code) == (403, 403)
    # That it is somebody's does not make it another's: under another employer there is no such document.
    under_another = ask("GET", at_.replace(own, other), "employer", employer=other)
    assert (under_another.status_code, under_another.json()["code"]) == (404, "unknown_issued_document")


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/v1/employers/E000000000000/policy/documents", "unknown_employer"),
        ("GET", "/v1/employers/E000000000000/policy/documents/P000000000000", "unknown_employer"),
    ],
)
def test_what_is_not_there_is_said_so(ask: Ask, method: str, path: str, code: str) -> None:
    answer = ask(method, path)

    assert (answer.status_code, answer.json()["code"]) == (404, code)

"""Documents through their doors: sent by one person, checked, approved by another, shown by links that end (ENR-3)."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from tests import papers
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("ENR-3")

IDENTITY = {
    "kind": "identity",
    "issued_on": "2025-06-01",
    "expires_on": "2030-06-01",
    "number": "A١٢٣",
    "file_name": "جواز.pdf",
    "content_type": "application/pdf",
}
PASSPORT = papers.pdf("passport")


def own(person: dict[str, Any]) -> dict[str, str]:
    return {"subscriber": person["id"]}


def path_of(person: dict[str, Any]) -> str:
    return f"/v1/subscribers/{person['id']}/documents"


def ask(fund: Fund, person: dict[str, Any], **told: Any) -> dict[str, Any]:
    """A document that the subscriber has asked to send."""
    answer = fund.ask("POST", path_of(person), "subscriber", **own(person), json={**IDENTITY, **told})
    assert answer.status_code == 201, answer.text
    asked: dict[str, Any] = answer.json()
    return {**asked, "at": answer.headers["location"]}


def send(fund: Fund, person: dict[str, Any], content: bytes = PASSPORT, **told: Any) -> dict[str, Any]:
    """A document that the subscriber has sent, as it stands once it was checked."""
    asked = ask(fund, person, **told)
    fund.upload(asked["upload"], content)
    found: dict[str, Any] = fund.get(asked["at"])
    return found


def decide(fund: Fund, document: dict[str, Any], deed: str, role: str = "insurance_affairs", **more: Any) -> Any:
    path = f"/v1/subscribers/{document['subscriber_id']}/documents/{document['id']}/{deed}"
    return fund.ask("POST", path, role, **more)


@pytest.mark.requirement("ACC-3")
def test_a_subscriber_sends_a_document_and_another_person_looks_at_it_and_approves_it(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    asked = ask(fund, person)
    fund.upload(asked["upload"], PASSPORT)
    found = fund.get(asked["at"])
    (waiting,) = fund.get("/v1/documents?state=pending")["items"]
    approved = decide(fund, found, "approve").json()

    assert (asked["state"], asked["size_bytes"], asked["link"]) == ("waiting", None, None)
    assert (found["state"], found["size_bytes"], found["upload"]) == ("pending", len(PASSPORT), None)
    assert (found["number"], found["file_name"], found["issued_on"]) == ("A123", "جواز.pdf", "2025-06-01")
    assert waiting == {**found, "link": None}
    assert fund.get("/v1/documents")["items"] == []
    assert approved["state"] == "approved"
    assert approved["decided_by"] not in (None, approved["sent_by"])
    assert decide(fund, found, "approve").json()["decided_at"] == approved["decided_at"]


def test_what_is_kept_is_fetched_by_a_link_that_ends_after_five_minutes_and_saves_it_under_its_id(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    found = send(fund, person)
    fetched = httpx.get(found["link"]["url"])

    assert fetched.content == PASSPORT
    assert fetched.headers["content-disposition"] == f'attachment; filename="{found["id"]}.pdf"'
    assert "X-Amz-Expires=300" in found["link"]["url"]
    assert found["link"]["expires_at"].startswith("2026-01-01T09:05")


def test_the_form_takes_one_key_one_type_and_ten_megabytes_and_nothing_else(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    form = ask(fund, person)["upload"]

    def post(changed: dict[str, str], content: bytes = PASSPORT) -> int:
        return httpx.post(form["url"], data={**form["fields"], **changed}, files={"file": content}).status_code

    conditions = json.loads(base64.b64decode(form["fields"]["policy"]))["conditions"]
    assert {"Content-Type": "application/pdf"} in conditions
    assert ["content-length-range", 1, 10_000_000] in conditions
    assert post({"Content-Type": "text/html"}) == 403
    assert post({"key": "documents/somebody/else"}) == 403
    assert post({}, b"x" * 10_000_001) == 400
    assert post({}) == 204


@pytest.mark.parametrize(
    ("content", "told", "code"),
    [
        (b"<html><script>alert(1)</script></html>", {}, "wrong_content"),
        (papers.jpeg(), {}, "wrong_content"),
        (PASSPORT, {"content_type": "image/png", "file_name": "a.png"}, "wrong_content"),
        (PASSPORT[: len(PASSPORT) // 2], {}, "unreadable_pdf"),
        (papers.jpeg()[:2000], {"content_type": "image/jpeg"}, "unreadable_image"),
    ],
)
def test_what_is_not_what_it_was_said_to_be_is_refused_with_the_reason_and_can_not_be_approved(
    fund: Fund, content: bytes, told: dict[str, str], code: str
) -> None:
    person = fund.subscriber(fund.employer()["id"])

    found = send(fund, person, content, **told)
    decided = decide(fund, found, "approve")

    assert (found["state"], found["problem"]["code"], found["link"]) == ("refused", code, None)
    assert found["problem"]["ar"]
    assert found["problem"]["en"]
    assert (decided.status_code, decided.json()["code"]) == (409, "file_not_checked")
    assert fund.get("/v1/documents")["items"] == []


def test_a_form_that_is_used_again_never_changes_what_was_looked_at(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    asked = ask(fund, person)
    fund.upload(asked["upload"], PASSPORT)
    found = fund.get(asked["at"])

    fund.upload(asked["upload"], papers.pdf("another one"))
    approved = decide(fund, found, "approve").json()
    fund.upload(asked["upload"], b"<html>")

    after = fund.get(asked["at"])
    assert (after["state"], after["sha256"], after["checked_at"]) == ("approved", found["sha256"], found["checked_at"])
    assert after["decided_at"] == approved["decided_at"]
    assert httpx.get(after["link"]["url"]).content == PASSPORT


def test_one_that_is_turned_down_says_why_shows_nothing_any_more_and_another_is_sent_in_its_place(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    blurred = send(fund, person)

    rejected = decide(fund, blurred, "reject", json={"reason": "غير واضح"}).json()
    again = decide(fund, blurred, "approve")
    clear = send(fund, person)

    assert (rejected["state"], rejected["reason"], rejected["link"]) == ("rejected", "غير واضح", None)
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert decide(fund, clear, "approve").json()["state"] == "approved"
    assert {each["id"] for each in fund.get(path_of(person))["items"]} == {clear["id"], blurred["id"]}
    assert [each["id"] for each in fund.get(f"{path_of(person)}?state=rejected")["items"]] == [blurred["id"]]


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"kind": "diary"}, 422, "unknown_document_kind"),
        ({"expires_on": None}, 422, "document_end_missing"),
        ({"expires_on": "2026-01-01"}, 422, "document_has_ended"),
        ({"issued_on": "2026-01-02"}, 422, "document_not_issued_yet"),
        ({"issued_on": "2025-06-01", "expires_on": "2025-06-01"}, 422, "end_before_issue"),
        ({"kind": "death_certificate"}, 422, "document_never_ends"),
        ({"content_type": "text/html"}, 422, "not_a_choice"),
        ({"dependant_id": "D000000000000"}, 404, "unknown_dependant"),
        ({"kind": "bank_account", "expires_on": None, "dependant_id": "D000000000000"}, 422, "not_of_dependants"),
        ({"file_name": ""}, 422, "too_short"),
    ],
)
def test_what_can_not_be_taken_is_refused_before_anything_is_sent(
    fund: Fund, told: dict[str, Any], status: int, code: str
) -> None:
    person = fund.subscriber(fund.employer()["id"])

    answer = fund.ask("POST", path_of(person), json={**IDENTITY, **told})

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert fund.get(path_of(person))["items"] == []


def test_one_that_has_ended_while_it_waited_is_not_approved_and_can_be_turned_down(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    found = send(fund, person, expires_on="2026-01-05")
    fund.advance("2026-01-05")

    approved, rejected = (decide(fund, found, deed, json={"reason": "انتهى"}) for deed in ("approve", "reject"))

    assert (approved.status_code, approved.json()["code"]) == (422, "document_has_ended")
    assert rejected.json()["state"] == "rejected"


@pytest.mark.requirement("ACC-3")
def test_who_sends_a_document_does_not_approve_it(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    asked = fund.ask("POST", path_of(person), "insurance_affairs", json=IDENTITY).json()
    fund.upload(asked["upload"], PASSPORT)

    same, another = (decide(fund, asked, "approve", role) for role in ("insurance_affairs", "administration"))

    assert (same.status_code, same.json()["code"]) == (403, "same_person_approves")
    assert another.json()["state"] == "approved"


@pytest.mark.requirement("ACC-2")
def test_others_can_neither_send_nor_see_nor_review(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    found = send(fund, person)
    path, stranger = path_of(person), {"role": "subscriber", "subscriber": "S000000000000"}

    asked = [
        fund.ask("POST", path, json=IDENTITY, **stranger),
        fund.ask("GET", path, **stranger),
        fund.ask("GET", f"{path}/{found['id']}", **stranger),
        fund.ask("GET", f"{path}/{found['id']}", "employer", employer=employer["id"]),
        fund.ask("POST", path, "employer", employer=employer["id"], json=IDENTITY),
        fund.ask("GET", path, "agent", agent="A1"),
        fund.ask("GET", path, "contact_centre"),
        fund.ask("GET", "/v1/documents", "subscriber", **own(person)),
        decide(fund, found, "approve", "subscriber", **own(person)),
        decide(fund, found, "reject", "oversight", json={"reason": "لا"}),
    ]

    assert [answer.status_code for answer in asked] == [403] * len(asked)
    assert fund.ask("GET", path, "oversight").status_code == 200
    for deed in ("approve", "reject"):
        unknown = decide(fund, {**found, "id": "F000000000000"}, deed, json={"reason": "لا"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_document")


def test_an_agent_sends_the_documents_of_those_whom_it_registered(fund: Fund) -> None:
    told = {**fund.person(), "category": "self_employed", "social_security_number": "SS1"}
    person = fund.ask("POST", "/v1/subscribers", "agent", agent="A1", json=told).json()

    answer = fund.ask("POST", path_of(person), "agent", agent="A1", json=IDENTITY)

    assert answer.status_code == 201, answer.text
    assert [each["id"] for each in fund.ask("GET", path_of(person), "agent", agent="A1").json()["items"]] == [
        answer.json()["id"]
    ]


@pytest.mark.requirement("FAM-1")
def test_a_document_of_a_family_member_is_told_from_those_of_the_subscriber(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    member = {
        "relation": "child", "name": "سالم", "national_number": "120200000001", "birth_date": "2020-03-03",
        "gender": "male",
    }  # fmt: skip
    child = fund.ask("POST", f"/v1/subscribers/{person['id']}/dependants", json=member).json()

    his = send(fund, person, kind="birth_certificate", expires_on=None, dependant_id=child["id"])
    send(fund, person)

    assert his["dependant_id"] == child["id"]
    assert fund.get(f"{path_of(person)}?dependant_id={child['id']}")["items"] == [{**his, "link": None}]
    assert len(fund.get(path_of(person))["items"]) == 2


@pytest.mark.requirement("ACC-3")
def test_the_review_queue_brings_those_that_wait_longest_first_page_by_page(fund: Fund) -> None:
    people = [fund.subscriber(fund.employer()["id"]) for _ in range(3)]
    sent = []
    for number, person in enumerate(people):
        fund.advance(f"2026-01-0{number + 2}")
        sent.append(send(fund, person)["id"])

    first = fund.get("/v1/documents?limit=2")
    rest = fund.get(f"/v1/documents?limit=2&cursor={first['next']}")

    assert [each["id"] for each in (*first["items"], *rest["items"])] == sent
    assert rest["next"] is None
    assert fund.ask("GET", "/v1/documents?state=approved").status_code == 422
    assert fund.ask("GET", f"/v1/photographs?cursor={first['next']}").json()["code"] == "invalid_cursor"


def test_asking_again_with_the_same_key_makes_no_second_document(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    asked = [
        fund.ask("POST", path_of(person), json=IDENTITY, headers={"Idempotency-Key": "k1"}).json() for _ in range(2)
    ]

    assert asked[0] == asked[1]
    assert len(fund.get(path_of(person))["items"]) == 1


def test_the_kinds_of_documents_are_told_with_what_each_asks_for(fund: Fund) -> None:
    kinds = {each["code"]: each for each in fund.ask("GET", "/v1/document-kinds", "payroll").json()["items"]}

    assert (kinds["identity"]["ends"], kinds["identity"]["of_dependants"]) == ("always", True)
    assert (kinds["bank_account"]["ends"], kinds["bank_account"]["of_dependants"]) == ("never", False)
    assert kinds["family_status"]["ar"].startswith("كتيب العائلة")


@pytest.mark.requirement("NOT-1", "PKG-8")
def test_the_end_of_an_approved_document_is_told_thirty_days_before_and_on_its_day(fund: Fund) -> None:
    """
    2026-03-01 ends
    2026-01-30 document_ending
    2026-03-01 document_ended
    """
    person = fund.subscriber(fund.employer()["id"])
    decide(fund, send(fund, person, expires_on="2026-03-01"), "approve")
    send(fund, person, expires_on="2026-03-02")  # is never approved

    fund.advance("2026-03-05")

    told = [
        (each["kind"], each["created_at"][:10], each["text"])
        for each in fund.get(f"/v1/subscribers/{person['id']}/notices")["items"]
        if each["kind"].startswith("document_")
    ]
    assert sorted(each[:2] for each in told) == [("document_ended", "2026-03-01"), ("document_ending", "2026-01-30")]
    assert all("«إثبات الهوية» باسم علي سالم" in text and "2026-03-01" in text for *_, text in told)

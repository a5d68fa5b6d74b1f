"""Photographs through their doors: made small, upright and bare, approved by another person (ENR-3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests import papers
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("ENR-3")


def path_of(person: dict[str, Any]) -> str:
    return f"/v1/subscribers/{person['id']}/photographs"


def send(fund: Fund, person: dict[str, Any], content: bytes, **told: Any) -> dict[str, Any]:
    """A photograph that the subscriber has sent, as it stands once it was checked."""
    body = {"file_name": "me.jpg", "content_type": "image/jpeg", **told}
    answer = fund.ask("POST", path_of(person), "subscriber", subscriber=person["id"], json=body)
    assert answer.status_code == 201, answer.text
    fund.upload(answer.json()["upload"], content)
    found: dict[str, Any] = fund.get(answer.headers["location"])
    return found


def decide(fund: Fund, photograph: dict[str, Any], deed: str, role: str = "insurance_affairs", **more: Any) -> Any:
    path = f"/v1/subscribers/{photograph['subscriber_id']}/photographs/{photograph['id']}/{deed}"
    return fund.ask("POST", path, role, **more)


@pytest.mark.requirement("ACC-3")
def test_a_photograph_is_kept_upright_small_and_bare_and_is_the_persons_once_another_person_approves_it(
    fund: Fund,
) -> None:
    person = fund.subscriber(fund.employer()["id"])
    own = f"/v1/subscribers/{person['id']}/photograph"

    found = send(fund, person, papers.sideways())
    before = fund.ask("GET", own)
    waiting = fund.get("/v1/photographs")["items"]
    decide(fund, found, "approve")
    shown = fund.get(own)
    content = httpx.get(shown["link"]["url"]).content

    assert waiting == [{**found, "link": None}]
    assert (before.status_code, before.json()["code"]) == (404, "no_photograph")
    assert fund.get("/v1/photographs")["items"] == []
    assert (shown["id"], shown["state"], shown["size_bytes"]) == (found["id"], "approved", len(content))
    assert papers.opened(content).size == (600, 800)
    assert not papers.opened(content).getexif()
    assert b"Salma" not in content


def test_a_png_is_kept_as_a_jpeg(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])

    found = send(fund, person, papers.png(), content_type="image/png", file_name="me.png")
    fetched = httpx.get(found["link"]["url"])

    assert (found["state"], found["content_type"]) == ("pending", "image/jpeg")
    assert papers.opened(fetched.content).format == "JPEG"
    assert fetched.headers["content-type"] == "image/jpeg"


def test_the_newest_approved_one_is_the_persons_and_one_that_is_turned_down_changes_nothing(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    own = f"/v1/subscribers/{person['id']}/photograph"
    sent = []
    for day in (2, 3, 4):
        fund.advance(f"2026-01-0{day}")
        sent.append(send(fund, person, papers.jpeg()))
    old, new, bad = sent

    decide(fund, new, "approve")
    decide(fund, old, "approve")
    rejected = decide(fund, bad, "reject", json={"reason": "لا يظهر الوجه"}).json()

    assert fund.get(own)["id"] == new["id"]
    assert decide(fund, new, "approve").json()["state"] == "approved"
    assert (rejected["state"], rejected["reason"], rejected["link"]) == ("rejected", "لا يظهر الوجه", None)
    assert decide(fund, bad, "approve").json()["code"] == "already_decided"
    assert [each["id"] for each in fund.get(path_of(person))["items"]] == [bad["id"], new["id"], old["id"]]
    assert [each["id"] for each in fund.get(f"{path_of(person)}?state=rejected")["items"]] == [bad["id"]]


@pytest.mark.requirement("FAM-1")
def test_a_family_member_has_a_photograph_of_its_own(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    member = {
        "relation": "child", "name": "سالم", "national_number": "120200000001", "birth_date": "2020-03-03",
        "gender": "male",
    }  # fmt: skip
    child = fund.ask("POST", f"/v1/subscribers/{person['id']}/dependants", json=member).json()

    his = send(fund, person, papers.jpeg(), dependant_id=child["id"])
    decide(fund, his, "approve")

    own = f"/v1/subscribers/{person['id']}/photograph"
    assert fund.get(f"{own}?dependant_id={child['id']}")["id"] == his["id"]
    assert fund.ask("GET", own).json()["code"] == "no_photograph"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (papers.pdf(), "wrong_content"),
        (papers.jpeg(200, 300), "photograph_too_small"),
        (papers.jpeg()[:2000], "unreadable_image"),
    ],
)
def test_what_nobody_could_be_known_by_is_refused_with_the_reason(fund: Fund, content: bytes, code: str) -> None:
    person = fund.subscriber(fund.employer()["id"])

    found = send(fund, person, content)

    assert (found["state"], found["problem"]["code"], found["link"]) == ("refused", code, None)
    assert decide(fund, found, "reject", json={"reason": "لا"}).json()["code"] == "file_not_checked"


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"content_type": "application/pdf"}, 422, "not_a_choice"),
        ({"dependant_id": "D000000000000"}, 404, "unknown_dependant"),
    ],
)
def test_what_can_be_no_photograph_is_refused_before_it_is_sent(
    fund: Fund, told: dict[str, str], status: int, code: str
) -> None:
    person = fund.subscriber(fund.employer()["id"])
    body = {"file_name": "me.jpg", "content_type": "image/jpeg", **told}

    answer = fund.ask("POST", path_of(person), json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.requirement("ACC-2", "ACC-3")
def test_others_can_neither_send_nor_see_it_and_who_sends_it_does_not_approve_it(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    body = {"file_name": "me.jpg", "content_type": "image/jpeg"}
    sent = fund.ask("POST", path_of(person), "insurance_affairs", json=body).json()
    fund.upload(sent["upload"], papers.jpeg())
    path, stranger = path_of(person), {"role": "subscriber", "subscriber": "S000000000000"}

    refused = [
        fund.ask("POST", path, json=body, **stranger),
        fund.ask("GET", path, **stranger),
        fund.ask("GET", f"{path}/{sent['id']}", **stranger),
        fund.ask("GET", f"/v1/subscribers/{person['id']}/photograph", **stranger),
        fund.ask("GET", "/v1/photographs", "employer", employer=employer["id"]),
        decide(fund, sent, "reject", "agent", agent="A1", json={"reason": "لا"}),
        decide(fund, sent, "approve"),
    ]

    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert refused[-1].json()["code"] == "same_person_approves"
    unknown = decide(fund, {**sent, "id": "G000000000000"}, "approve")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_photograph")

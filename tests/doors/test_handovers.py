"""Policy documents and cards are handed over, and that is recorded: by whom, when, to whom (ENR-7)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests import papers
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("ENR-7")

SALEM = {"name": "سالم علي", "national_number": "١١٩٧٢٠٠٧٠٠٠٦"}
ANN = {"name": "Ann Smith", "identity": {"kind": "passport", "number": "P١٢٣"}}


def of_policy(employer: dict[str, Any]) -> str:
    return f"/v1/employers/{employer['id']}/policy/handovers"


def of_cards(person: dict[str, Any]) -> str:
    return f"/v1/subscribers/{person['id']}/card-handovers"


def done(fund: Fund, record: str, action: str) -> list[dict[str, Any]]:
    """What the history of a record tells of one kind of deed: by whom it was done, and its fields."""
    deeds = [deed for deed in fund.get(f"{record}/history")["items"] if deed["action"] == action]
    return [{"actor": deed["actor"], **{each["field"]: each["to"] for each in deed["changes"]}} for deed in deeds]


def dependant(fund: Fund, person: dict[str, Any]) -> str:
    told = {"relation": "child", "name": "منى", "national_number": "220150000001", "gender": "female"}
    path = f"/v1/subscribers/{person['id']}/dependants"
    answer = fund.ask("POST", path, json={**told, "birth_date": "2015-01-01"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def receipt(fund: Fund, person: dict[str, Any], kind: str = "handover_receipt", **told: Any) -> str:
    """A document whose file has come."""
    form = {"kind": kind, "issued_on": "2026-01-01", "file_name": "a.pdf", "content_type": "application/pdf", **told}
    asked = fund.ask("POST", f"/v1/subscribers/{person['id']}/documents", json=form).json()
    fund.upload(asked["upload"], papers.pdf())
    return str(asked["id"])


def test_a_policy_document_is_made_handed_over_and_stands_in_the_history(fund: Fund) -> None:
    employer = fund.ask(
        "POST", "/v1/employers", "agent", agent="A1", json={"name": "شركة البحر", "sector": "private_company"}
    ).json()
    documents = f"/v1/employers/{employer['id']}/policy/documents"
    issued = fund.ask("POST", documents, "agent", agent="A1").json()
    told = {"receiver": SALEM, "document_id": issued["id"]}
    early = fund.ask("POST", of_policy(employer), json=told)
    fund.drain()
    number = fund.get(f"{documents}/{issued['id']}")["number"]

    handed = fund.ask("POST", of_policy(employer), "agent", agent="A1", json=told)

    assert (early.status_code, early.json()["code"]) == (409, "document_not_ready")
    assert handed.status_code == 201
    assert handed.json() == {
        "id": handed.json()["id"],
        "what": "policy",
        "number": number,
        "document_id": issued["id"],
        "dependant_id": None,
        "receiver": {"name": "سالم علي", "national_number": "119720070006", "identity": None},
        "handed_on": "2026-01-01",
        "by": "A1",
        "recorded_at": handed.json()["recorded_at"],
        "receipt_id": None,
        "revoked": None,
    }
    assert fund.get(handed.headers["Location"]) == handed.json()
    assert fund.get(of_policy(employer))["items"] == [handed.json()]
    (deed,) = done(fund, f"/v1/employers/{employer['id']}", "hand_over_policy")
    assert deed == {
        "actor": "A1",
        "handover_id": handed.json()["id"],
        "handed_on": "2026-01-01",
        "receiver": "سالم علي",
        "number": number,
    }


def test_cards_of_a_subscriber_and_a_dependant_are_handed_over_with_a_signed_receipt(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    child = dependant(fund, person)
    own_receipt, childs_receipt = receipt(fund, person), receipt(fund, person, dependant_id=child)
    fund.advance("2026-01-05")
    told = {"receiver": SALEM, "card_number": "c-٠٠١٢", "handed_on": "2026-01-03", "receipt_id": own_receipt}
    childs = {"receiver": ANN, "card_number": "C-0013", "dependant_id": child, "receipt_id": childs_receipt}

    own_card, childs_card = (fund.ask("POST", of_cards(person), json=each) for each in (told, childs))

    assert (own_card.status_code, childs_card.status_code) == (201, 201)
    assert (own_card.json()["what"], own_card.json()["number"]) == ("card", "C-0012")
    assert (own_card.json()["handed_on"], own_card.json()["receipt_id"]) == ("2026-01-03", own_receipt)
    assert childs_card.json()["receiver"]["identity"] == {"kind": "passport", "number": "P123"}
    assert childs_card.json()["handed_on"] == "2026-01-05"
    assert fund.get(of_cards(person))["items"] == [childs_card.json(), own_card.json()]
    assert fund.get(f"{of_cards(person)}?dependant_id={child}")["items"] == [childs_card.json()]
    assert fund.get(childs_card.headers["Location"]) == childs_card.json()
    deeds = done(fund, f"/v1/subscribers/{person['id']}", "hand_over_card")
    told_of = {(deed["number"], deed.get("dependant_id"), deed["receiver"]) for deed in deeds}
    assert told_of == {("C-0012", None, "سالم علي"), ("C-0013", child, "Ann Smith")}
    assert "P123" not in str(deeds)


def test_a_hand_over_that_was_recorded_wrongly_is_revoked_and_stays(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    card = {"receiver": SALEM, "card_number": "C-0012"}

    for path, told in ((of_policy(employer), {"receiver": SALEM}), (of_cards(person), card)):
        wrong = fund.ask("POST", path, json=told).json()
        revoked = fund.ask("POST", f"{path}/{wrong['id']}/revoke", json={"reason": "سلمت لغيره"})
        again = fund.ask("POST", f"{path}/{wrong['id']}/revoke", json={"reason": "سلمت لغيره"})
        otherwise = fund.ask("POST", f"{path}/{wrong['id']}/revoke", json={"reason": "سبب آخر"})
        right = fund.ask("POST", path, json={**told, "receiver": ANN}).json()

        assert (revoked.status_code, revoked.json()["revoked"]["reason"]) == (200, "سلمت لغيره")
        assert {**revoked.json(), "revoked": None} == wrong
        assert again.json() == revoked.json()
        assert (otherwise.status_code, otherwise.json()["code"]) == (409, "handover_revoked")
        listed = fund.get(path)["items"]
        assert sorted(each["id"] for each in listed) == sorted([wrong["id"], right["id"]])
        assert next(each for each in listed if each["id"] == wrong["id"]) == revoked.json()
        of_record = path.partition("/policy" if "policy" in path else "/card")[0]
        actions = Counter(deed["action"] for deed in fund.get(f"{of_record}/history")["items"])
        what = wrong["what"]
        assert (actions[f"hand_over_{what}"], actions[f"revoke_{what}_handover"]) == (2, 1)


def test_a_hand_over_that_is_sent_again_with_its_key_is_one(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    told = {"receiver": SALEM, "card_number": "C-0012"}

    first, second = (
        fund.ask("POST", of_cards(person), json=told, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )

    assert first.json() == second.json()
    assert len(fund.get(of_cards(person))["items"]) == 1


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ({"receiver": {"name": "سالم"}}, 422, "receiver_unidentified"),
        ({"receiver": {"name": "سالم", "national_number": "1"}}, 422, "invalid_national_number"),
        ({"receiver": {"name": "A1", "national_number": "119720070006"}}, 422, "invalid_name"),
        ({"receiver": {"name": "Ann", "identity": {"kind": "library_card", "number": "1"}}}, 422, "not_a_choice"),
        ({"card_number": "12"}, 422, "invalid_card_number"),
        ({"handed_on": "2026-01-02"}, 422, "handover_to_come"),
        ({"dependant_id": "D000000000000"}, 404, "unknown_dependant"),
        ({"receipt_id": "F000000000000"}, 404, "unknown_document"),
    ],
)
def test_what_can_not_be_is_refused_in_both_languages(fund: Fund, told: dict[str, Any], status: int, code: str) -> None:
    person = fund.subscriber(fund.employer()["id"])

    answer = fund.ask("POST", of_cards(person), json={"receiver": SALEM, "card_number": "C-0012", **told})

    problem = answer.json()
    found = problem["errors"][0]["code"] if problem["code"] == "invalid_request" else problem["code"]
    assert (answer.status_code, found) == (status, code)
    assert problem["detail"]
    assert problem["detail_en"]
    assert fund.get(of_cards(person))["items"] == []


def test_a_receipt_is_one_of_the_same_person_whose_file_is_there(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"])
    child = dependant(fund, person)
    no_file = fund.ask(
        "POST",
        f"/v1/subscribers/{person['id']}/documents",
        json={"kind": "handover_receipt", "issued_on": "2026-01-01", "file_name": "a", "content_type": "image/png"},
    ).json()["id"]
    turned_down = receipt(fund, person)
    fund.ask("POST", f"/v1/subscribers/{person['id']}/documents/{turned_down}/reject", json={"reason": "غير موقع"})
    wrong = [no_file, turned_down, receipt(fund, person, "work_contract"), receipt(fund, person, dependant_id=child)]

    answers = [
        fund.ask("POST", of_cards(person), json={"receiver": SALEM, "card_number": "C-0012", "receipt_id": each})
        for each in wrong
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(422, "not_a_receipt")] * 4


def test_a_policy_document_is_not_handed_over_before_it_was_there(fund: Fund) -> None:
    employer = fund.employer()
    fund.advance("2026-01-05")
    issued = fund.ask("POST", f"/v1/employers/{employer['id']}/policy/documents").json()["id"]
    fund.drain()

    def code(**told: str) -> str:
        answer = fund.ask("POST", of_policy(employer), json={"receiver": SALEM, **told})
        return str(answer.json().get("code", answer.status_code))

    assert code(handed_on="2025-12-31") == "handover_too_early"
    assert code(handed_on="2026-01-04", document_id=issued) == "handover_too_early"
    assert code(handed_on="2026-01-06") == "handover_to_come"
    assert code(document_id="P000000000000") == "unknown_issued_document"
    assert code(handed_on="2026-01-04") == code(handed_on="2026-01-05", document_id=issued) == "201"


@pytest.mark.requirement("ACC-2", "AGT-5")
def test_agents_record_what_they_hand_over_of_their_own_and_employers_and_people_only_read(fund: Fund) -> None:
    employer = fund.ask(
        "POST", "/v1/employers", "agent", agent="A1", json={"name": "شركة البحر", "sector": "private_company"}
    ).json()
    person = fund.ask(
        "POST", "/v1/subscribers", "agent", agent="A1", json={**fund.person(), "employer_id": employer["id"]}
    ).json()
    stands_for: dict[str, str] = {"employer": employer["id"], "subscriber": person["id"]}

    def allowed(method: str, path: str, role: str, **scope: str) -> int:
        told = {"receiver": SALEM, **({"card_number": "C-0012"} if "card" in path else {})}
        return fund.ask(method, path, role, **scope, json=told if method == "POST" else None).status_code

    policy, cards = of_policy(employer), of_cards(person)
    for path in (policy, cards):
        assert allowed("POST", path, "agent", agent="A1") == 201
        assert allowed("POST", path, "agent", agent="A2") == allowed("GET", path, "agent", agent="A2") == 403
        assert allowed("POST", path, "insurance_affairs") == 201
        for role in ("collection", "finance", "oversight", "contact_centre", "quality"):
            assert (allowed("POST", path, role), allowed("GET", path, role)) == (403, 200), role
        assert allowed("POST", path, "employer", employer=employer["id"]) == 403
        assert allowed("GET", path, "employer", employer=employer["id"]) == 200
        assert allowed("GET", path, "payroll", employer=employer["id"]) == 403
        assert allowed("GET", path, "provider") == 403
    assert allowed("GET", cards, "subscriber", subscriber=stands_for["subscriber"]) == 200
    assert allowed("POST", cards, "subscriber", subscriber=stands_for["subscriber"]) == 403
    assert allowed("GET", policy, "subscriber", subscriber=stands_for["subscriber"]) == 403
    one = fund.get(policy)["items"][0]["id"]
    assert fund.ask("POST", f"{policy}/{one}/revoke", "agent", agent="A2", json={"reason": "x"}).status_code == 403


def test_what_is_not_there_is_said_so(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    theirs = fund.ask("POST", of_policy(employer), json={"receiver": SALEM}).json()["id"]
    elsewhere = fund.employer(name="شركة أخرى")

    def code(method: str, path: str) -> tuple[int, str]:
        told = {"reason": "x", "receiver": SALEM} if method == "POST" else None
        told = {"reason": "x"} if path.endswith("revoke") else told
        answer = fund.ask(method, path, json=told)
        return answer.status_code, answer.json()["code"]

    for path in (of_policy(employer), of_cards(person)):
        assert code("GET", f"{path}/H000000000000") == (404, "unknown_handover")
        assert code("POST", f"{path}/H000000000000/revoke") == (404, "unknown_handover")
    assert code("GET", f"{of_policy(elsewhere)}/{theirs}") == (404, "unknown_handover")
    assert code("GET", of_policy({"id": "E000000000000"})) == (404, "unknown_employer")
    assert code("GET", of_cards({"id": "S000000000000"})) == (404, "unknown_subscriber")

"""Employers over HTTP: their record, their policy, searching them, and what was true when (ENR-1, ENR-4, CMP-6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.fund import Fund

WHOLE: dict[str, Any] = {
    "name": "شركة الواحة للتجارة",
    "registration_number": "س ت ١٢٣",
    "address": "شارع الجمهورية",
    "email": "info@Waha.LY",
    "contacts": [{"name": "سالم علي", "role": "مدير الموارد البشرية", "phone": "0213333333", "email": "hr@waha.ly"}],
    "branches": [{"name": "فرع بنغازي", "region": "بنغازي", "phone": "0612222222"}],
    "phone": "0912345678",
    "size": 12,
}


def ids(answer: Any) -> set[str]:
    return {item["id"] for item in answer["items"]}


def edited(fund: Fund, employer_id: str, **changes: Any) -> Any:
    path = f"/v1/employers/{employer_id}"
    etag = fund.ask("GET", path).headers["ETag"]
    answer = fund.ask("PATCH", path, json=changes, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.requirement("ENR-1", "RPT-12")
def test_an_employer_is_registered_whole(fund: Fund) -> None:
    account = {"iban": "LY58002010000000010007000", "holder": "سالم علي"}
    employer = fund.employer(**WHOLE, bank_accounts=[account])

    assert employer["registration_number"] == "س ت 123"
    assert employer["email"] == "info@waha.ly"
    assert employer["contacts"][0]["phone"] == "+218213333333"
    assert employer["branches"][0]["phone"] == "+218612222222"
    assert employer["bank_accounts"] == [{**account, "main": True}]
    assert employer["iban"] == account["iban"]
    assert employer["size_band"] == {"code": "10-19", "ar": "من 10 إلى 19", "en": "10 to 19"}
    number = employer["policy"].pop("number")
    assert number.endswith(employer["id"])
    assert employer["policy"] == {
        "opened_on": "2026-01-01",
        "until": "2027-01-01",
        "state": "open",
        "closes_on": None,
    }


@pytest.mark.requirement("ENR-1")
@pytest.mark.parametrize(
    ("told", "field", "code"),
    [
        ({"email": "nobody"}, "email", "invalid_email"),
        ({"registration_number": "-"}, "registration_number", "invalid_registration_number"),
        ({"contacts": [{"name": "سالم", "phone": "5"}]}, "contacts.0.phone", "invalid_phone"),
        ({"branches": [{"name": "فرع"}] * 21}, "branches", "too_many"),
        ({"bank_accounts": [{"iban": "LY58002010000000010007000"}] * 2}, "bank_accounts", "account_twice"),
    ],
)
def test_what_is_wrong_in_a_record_is_named(fund: Fund, told: dict[str, Any], field: str, code: str) -> None:
    answer = fund.ask("POST", "/v1/employers", json={"name": "شركة", "sector": "private_company", **told})

    assert answer.status_code == 422
    assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [(field, code)]


@pytest.mark.requirement("ENR-1")
def test_a_second_employer_under_one_number_is_refused_and_told_of_the_first(fund: Fund) -> None:
    first = fund.employer(registration_number="123")
    second = fund.employer(name="شركة أخرى")

    told = {"name": "شركة", "sector": "private_company", "registration_number": "١٢٣"}
    etag = fund.ask("GET", f"/v1/employers/{second['id']}").headers["ETag"]
    answers = [
        fund.ask("POST", "/v1/employers", json=told),
        fund.ask(
            "PATCH",
            f"/v1/employers/{second['id']}",
            json={"registration_number": "123"},
            headers={"If-Match": etag},
        ),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (409, "registration_number_taken")
        assert first["id"] in answer.json()["detail"]


@pytest.mark.requirement("ENR-4")
def test_a_name_can_be_changed_but_not_taken_away_and_lists_change_whole(fund: Fund) -> None:
    employer = fund.employer(contacts=[{"name": "سالم علي"}], iban="LY58002010000000010007000")
    path = f"/v1/employers/{employer['id']}"

    nameless = fund.ask("PATCH", path, json={"name": None}, headers={"If-Match": '"1"'})
    after = edited(fund, employer["id"], name="شركة النخيل", contacts=[], iban=None)

    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (422, "name")
    assert (after["name"], after["contacts"], after["bank_accounts"], after["iban"]) == ("شركة النخيل", [], [], None)
    assert after["policy"] == employer["policy"]


@pytest.mark.requirement("ENR-1")
def test_employers_are_searched_by_name_number_and_phone(fund: Fund) -> None:
    waha, bahr = fund.employer(**WHOLE), fund.employer()

    def found(query: str) -> set[str]:
        return ids(fund.get(f"/v1/employers?{query}"))

    assert found("name=للتجاره واحه") == {waha["id"]}
    assert found("name=شركه") == {waha["id"], bahr["id"]}
    assert found("registration_number=س.ت.123") == {waha["id"]}
    assert found("phone=021-3333333") == found("phone=%2B218912345678") == {waha["id"]}
    assert found("phone=0219999999") == found("registration_number=9") == found("name=نخيل") == set()
    edited(fund, waha["id"], name="شركة النخيل")
    assert (found("name=واحة"), found("name=نخيل")) == (set(), {waha["id"]})


@pytest.mark.requirement("ENR-1")
@pytest.mark.parametrize("asked", ["", "name=x&phone=0912345678", "limit=5"])
def test_a_search_goes_by_one_thing(fund: Fund, asked: str) -> None:
    answer = fund.ask("GET", f"/v1/employers?{asked}")

    assert (answer.status_code, answer.json()["code"]) == (422, "one_search_term")


@pytest.mark.requirement("ENR-1")
def test_a_search_is_read_page_by_page(fund: Fund) -> None:
    several = {fund.employer(name=f"شركة رقم {number}")["id"] for number in range(3)}

    first = fund.get("/v1/employers?name=شركة&limit=2")
    second = fund.get(f"/v1/employers?name=شركة&limit=2&cursor={first['next']}")
    foreign = fund.ask("GET", f"/v1/employers?name=رقم&limit=2&cursor={first['next']}")

    assert ids(first) | ids(second) == several
    assert second["next"] is None
    assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.requirement("ENR-1", "ACC-2")
def test_who_may_search_sees_all_and_an_agent_its_own(fund: Fund) -> None:
    told = {"name": "شركة البحر", "sector": "private_company"}
    own = fund.ask("POST", "/v1/employers", "agent", agent="A1", json=told).json()
    every = {own["id"], fund.employer()["id"]}

    path = "/v1/employers?name=البحر"
    for role in ("insurance_affairs", "collection", "finance", "oversight"):
        assert ids(fund.ask("GET", path, role).json()) == every
    assert ids(fund.ask("GET", path, "agent", agent="A1").json()) == {own["id"]}
    assert ids(fund.ask("GET", path, "agent", agent="A2").json()) == set()
    assert fund.ask("GET", path, "agent").status_code == 403
    assert fund.ask("GET", path, "employer", employer=own["id"]).status_code == 403
    assert fund.ask("GET", path, "quality").status_code == 403


@pytest.mark.requirement("ENR-4", "ACC-2")
def test_who_changed_what_and_when_is_read_the_newest_first(fund: Fund) -> None:
    employer = fund.employer(region="سبها")
    path = f"/v1/employers/{employer['id']}"
    fund.advance("2026-01-05")
    edited(fund, employer["id"], region="طرابلس")

    first = fund.get(f"{path}/history?limit=1")
    second = fund.get(f"{path}/history?cursor={first['next']}")

    (newest,) = first["items"]
    assert newest["changes"] == [{"field": "region", "from": "سبها", "to": "طرابلس"}]
    assert (newest["action"], newest["at"][:10]) == ("edit_employer", "2026-01-05")
    assert [deed["action"] for deed in second["items"]] == ["register_employer"]
    assert fund.ask("GET", f"{path}/history", "employer", employer="E2").status_code == 403


@pytest.mark.requirement("ENR-4", "ENR-5")
def test_records_are_read_as_they_were_on_a_day(fund: Fund) -> None:
    employer = fund.employer(region="سبها")
    person = fund.subscriber(employer["id"])
    fund.advance("2026-01-05")
    edited(fund, employer["id"], region="طرابلس")
    path = f"/v1/subscribers/{person['id']}"
    etag = fund.ask("GET", path).headers["ETag"]
    fund.ask("PATCH", path, json={"phone": "+218925550101"}, headers={"If-Match": etag})

    assert fund.get(f"/v1/employers/{employer['id']}?on=2026-01-04") == employer
    assert fund.get(f"/v1/employers/{employer['id']}?on=2026-01-05")["region"] == "طرابلس"
    assert fund.get(f"{path}?on=2026-01-04") == person
    assert fund.get(f"{path}?on=2026-01-05") == fund.get(path) == {**person, "phone": "+218925550101"}
    changes = [deed["changes"] for deed in fund.get(f"{path}/history")["items"]]
    assert changes[0] == [{"field": "phone", "from": person["phone"], "to": "+218925550101"}]
    codes = [fund.ask("GET", f"{path}?on={on}").json()["code"] for on in ("2025-12-31", "2026-01-06", "x")]
    assert codes == ["not_registered_then", "day_to_come", "invalid_date"]


@pytest.mark.requirement("ENR-1", "CMP-6", "ENR-10")
def test_a_policy_is_renewed_closed_and_everybody_leaves_on_its_day(fund: Fund) -> None:
    employer = fund.employer()
    person, path = fund.subscriber(employer["id"]), f"/v1/employers/{employer['id']}/policy"
    closing = {"on": "2026-02-01", "reason": "business_ended"}

    renewed = [fund.ask("POST", f"{path}/renew").json() for _ in range(2)]
    short = fund.ask("POST", f"{path}/close", json={**closing, "on": "2026-01-30"})
    closed = fund.ask("POST", f"{path}/close", json=closing).json()
    withdrawn = fund.ask("POST", f"{path}/close/withdraw").json()
    again = fund.ask("POST", f"{path}/close", json=closing)
    fund.advance("2026-02-01")
    fund.drain()

    assert renewed[0] == renewed[1]
    assert [term["from"] for term in renewed[0]["terms"]] == ["2026-01-01", "2027-01-01"]
    assert (short.status_code, short.json()["code"]) == (422, "notice_too_short")
    assert (closed["closing"]["on"], withdrawn["closing"], again.status_code) == ("2026-02-01", None, 200)
    assert (fund.get(path)["state"], fund.get(path)["closing"]["reason"]) == ("closed", "business_ended")
    assert fund.get(f"/v1/subscribers/{person['id']}")["covered_until"] == "2026-02-01"
    assert fund.get(f"/v1/employers/{employer['id']}")["policy"]["closes_on"] == "2026-02-01"
    refused = fund.ask("POST", "/v1/subscribers", json={**fund.person(), "employer_id": employer["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "policy_closed")
    assert fund.ask("POST", f"{path}/renew").json()["code"] == "policy_closed"
    assert fund.ask("POST", f"{path}/reopen").json()["state"] == "open"
    assert fund.subscriber(employer["id"])["employer_id"] == employer["id"]


@pytest.mark.requirement("CMP-6", "ACC-2")
def test_an_employer_looks_at_its_policy_and_the_fund_manages_it(fund: Fund) -> None:
    own, other = fund.employer(), fund.employer(name="شركة أخرى")
    path = f"/v1/employers/{own['id']}/policy"

    assert fund.ask("GET", path, "employer", employer=own["id"]).status_code == 200
    assert fund.ask("GET", path, "employer", employer=other["id"]).status_code == 403
    for door in ("renew", "reopen", "close/withdraw"):
        assert fund.ask("POST", f"{path}/{door}", "employer", employer=own["id"]).status_code == 403
        assert fund.ask("POST", f"{path}/{door}", "insurance_affairs").status_code == 200
    assert fund.ask("POST", f"{path}/close", json={"on": "2026-06-01", "reason": "x"}).status_code == 422

"""Records over HTTP: who may see and change them, requests sent twice, edits that cross (ACC-2, ENR-1…4)."""

from __future__ import annotations

import httpx
import pytest

from tests.doors.fund import Fund


@pytest.mark.requirement("ENR-1")
def test_an_employer_is_registered_with_a_policy_and_a_reference(fund: Fund) -> None:
    employer = fund.employer(phone="0912345678", iban="LY58002010000000010007000", size=12)

    assert employer["policy"]["opened_on"] == "2026-01-01"
    assert employer["reference"].startswith("RF")
    assert employer["reference"].endswith(employer["id"])
    assert employer["phone"] == "+218912345678"
    assert fund.get(f"/v1/employers/{employer['id']}") == employer


@pytest.mark.requirement("ENR-1", "CON-7")
def test_an_employer_of_a_sector_that_the_law_does_not_know_is_refused(fund: Fund) -> None:
    answer = fund.ask("POST", "/v1/employers", json={"name": "شركة", "sector": "guild"})

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_sector")
    assert answer.json()["errors"][0]["field"] == "sector"


@pytest.mark.requirement("ENR-2", "CON-2", "CON-7")
@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"national_number": "12345"}, "invalid_national_number"),
        ({"gender": "female"}, "invalid_national_number"),
        ({"birth_date": "1990-01-01"}, "invalid_national_number"),
        ({"iban": "LY58002010000000010007001"}, "invalid_iban"),
        ({"phone": "0211234567"}, "invalid_phone"),
        ({"gross": "-1"}, "invalid_amount"),
        ({"birth_date": "1985-02-30"}, "invalid_date"),
        ({"category": "nobody"}, "unknown_category"),
        ({"covered_from": "2025-12-31"}, "cover_too_early"),
        ({"employer_id": "E0000000000XX"}, "unknown_employer"),
        ({"employer_id": None}, "employer_missing"),
        ({"category": "retiree"}, "employer_not_expected"),
        ({"gross": None}, "income_missing"),
        ({"category": "retiree", "employer_id": None, "gross": None}, "income_missing"),
        ({"category": "self_employed", "employer_id": None}, "no_social_security_number"),
    ],
)
def test_wrong_data_of_a_person_is_refused_and_nothing_of_it_stays(
    fund: Fund, told: dict[str, str | None], code: str
) -> None:
    employer = fund.employer()
    person = {**fund.person(), "employer_id": employer["id"]}

    answer = fund.ask("POST", "/v1/subscribers", json={**person, **told})
    after = fund.ask("POST", "/v1/subscribers", json=person)

    assert (answer.json()["code"], answer.status_code // 100) == (code, 4)
    assert after.status_code == 201


@pytest.mark.requirement("ENR-6")
def test_a_person_is_covered_once_and_the_refusal_says_where(fund: Fund) -> None:
    first, second = fund.employer(), fund.employer(name="شركة أخرى")
    person = fund.subscriber(first["id"])
    told = {key: person[key] for key in ("national_number", "name", "birth_date", "gender")}

    as_subscriber = fund.ask("POST", "/v1/subscribers", json={**fund.person(), **told, "employer_id": second["id"]})
    as_dependant = fund.ask(
        "POST", f"/v1/subscribers/{fund.subscriber(second['id'])['id']}/dependants", json={**told, "relation": "spouse"}
    )

    for answer in (as_subscriber, as_dependant):
        assert (answer.status_code, answer.json()["code"]) == (409, "already_covered")
        assert person["id"] in answer.json()["detail"]
        assert first["id"] in answer.json()["detail_en"]


def test_a_request_sent_twice_with_one_key_registers_once(fund: Fund) -> None:
    told, headers = {"name": "شركة", "sector": "government"}, {"Idempotency-Key": "k1"}

    first = fund.ask("POST", "/v1/employers", json=told, headers=headers)
    again = fund.ask("POST", "/v1/employers", json=told, headers=headers)
    other = fund.ask("POST", "/v1/employers", json={**told, "name": "غيرها"}, headers=headers)

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.requirement("ENR-4")
def test_an_edit_needs_the_version_it_edits_and_keeps_what_it_does_not_name(fund: Fund) -> None:
    employer = fund.employer(region="طرابلس")
    path = f"/v1/employers/{employer['id']}"
    etag = fund.ask("GET", path).headers["ETag"]

    blind = fund.ask("PATCH", path, json={"phone": "+218912345678"})
    edited = fund.ask("PATCH", path, json={"phone": "+218912345678"}, headers={"If-Match": etag})
    stale = fund.ask("PATCH", path, json={"phone": "+218923456789"}, headers={"If-Match": etag})

    assert [answer.status_code for answer in (blind, edited, stale)] == [428, 200, 412]
    assert fund.get(path) == {**employer, "phone": "+218912345678"}


@pytest.mark.requirement("ACC-2")
def test_each_sees_only_what_is_theirs(fund: Fund) -> None:
    own, other = fund.employer(), fund.employer(name="شركة أخرى")
    person, colleague = fund.subscriber(own["id"]), fund.subscriber(own["id"])

    answers = {
        "own employer": fund.ask("GET", f"/v1/employers/{own['id']}", "employer", employer=own["id"]),
        "another": fund.ask("GET", f"/v1/employers/{other['id']}", "employer", employer=own["id"]),
        "self": fund.ask("GET", f"/v1/subscribers/{person['id']}/cover", "subscriber", subscriber=person["id"]),
        "colleague": fund.ask("GET", f"/v1/subscribers/{colleague['id']}", "subscriber", subscriber=person["id"]),
        "oversight edits": fund.ask("POST", "/v1/employers", "oversight", json={"name": "x", "sector": "government"}),
        "employer reads suspense": fund.ask("GET", "/v1/suspense", "employer", employer=own["id"]),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "own employer": 200,
        "another": 403,
        "self": 200,
        "colleague": 403,
        "oversight edits": 403,
        "employer reads suspense": 403,
    }


@pytest.mark.requirement("ENR-2", "ACC-2")
def test_who_has_no_employer_is_registered_without_one_and_belongs_to_none(fund: Fund) -> None:
    employer = fund.employer()

    person = fund.subscriber(None, category="self_employed", social_security_number="123456789")
    by_employer = fund.ask("POST", "/v1/subscribers", "employer", employer=employer["id"], json=fund.person())

    path = f"/v1/subscribers/{person['id']}"
    assert person["employer_id"] is None
    assert fund.get(path) == person
    assert fund.ask("GET", path, "subscriber", subscriber=person["id"]).status_code == 200
    assert fund.ask("GET", path, "employer", employer=employer["id"]).status_code == 403
    assert by_employer.status_code == 403


@pytest.mark.requirement("ACC-1")
def test_nobody_passes_without_a_token(fund: Fund) -> None:
    base = fund.engine.api_url
    bad = {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}

    assert httpx.get(f"{base}/v1/suspense").status_code == 401
    assert httpx.get(f"{base}/v1/suspense", headers=bad).status_code == 401


def test_a_list_is_read_page_by_page_and_a_changed_cursor_is_refused(fund: Fund) -> None:
    employer = fund.employer()
    people = {fund.subscriber(employer["id"])["id"] for _ in range(3)}
    path = f"/v1/employers/{employer['id']}/subscribers"

    first = fund.get(f"{path}?limit=2")
    second = fund.get(f"{path}?limit=2&cursor={first['next']}")
    forged = fund.ask("GET", f"{path}?cursor={first['next'][:-2]}xx")

    assert {item["subscriber_id"] for item in first["items"] + second["items"]} == people
    assert second["next"] is None
    assert (forged.status_code, forged.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.requirement("ENR-2", "ACC-2")
def test_subscribers_are_searched_by_one_thing_that_is_known_of_them(fund: Fund) -> None:
    person = fund.subscriber(fund.employer()["id"], name="أحمد علي الفيتوري")
    number = person["national_number"]

    for asked in ("name=احمد", "family_name=الفيتوري", "family_name=فيتوري&name=أحمد", f"national_number={number}"):
        (found,) = fund.get(f"/v1/subscribers?{asked}")["items"]
        assert (found["id"], found["reference"]) == (person["id"], person["reference"])
    for asked in ("", "name=أ", f"name=احمد&national_number={number}"):
        assert fund.ask("GET", f"/v1/subscribers?{asked}").status_code == 422
    assert fund.ask("GET", "/v1/subscribers?name=احمد", "subscriber", subscriber=person["id"]).status_code == 403

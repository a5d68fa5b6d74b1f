"""A provider asks whether somebody is covered, by card, national number or QR; and it is kept who asked (SRV-4)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from ishtirak.rules.card_codes import CardCode, code_of, keys_from
from ishtirak.rules.references import reference_of
from tests.doors.fund import Fund

pytestmark = pytest.mark.requirement("SRV-4")

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"
RECEIVER = {"name": "سالم علي", "national_number": "119720070006"}
CHILD = {"relation": "child", "name": "منى", "national_number": "220150000001", "gender": "female"}


def ask(fund: Fund, role: str = "provider", *, provider: str | None = "HOSPITAL1", **told: str) -> httpx.Response:
    scope = {"provider": provider} if provider and role == "provider" else {}
    return fund.ask("POST", "/v1/eligibility", role, json=told, **scope)


def refused(answer: httpx.Response) -> tuple[int, str]:
    problem = answer.json()
    assert problem["detail"]
    assert problem["detail_en"]
    return answer.status_code, problem["code"]


def insured(fund: Fund) -> dict[str, Any]:
    return fund.subscriber(fund.employer()["id"])


def child_of(fund: Fund, person: dict[str, Any]) -> str:
    path = f"/v1/subscribers/{person['id']}/dependants"
    return str(fund.ask("POST", path, json={**CHILD, "birth_date": "2015-01-01"}).json()["id"])


def card(fund: Fund, person: dict[str, Any], number: str = "C-0012", dependant_id: str | None = None) -> str:
    """The id of the hand-over of a card."""
    told = {"receiver": RECEIVER, "card_number": number, "dependant_id": dependant_id}
    answer = fund.ask("POST", f"/v1/subscribers/{person['id']}/card-handovers", json=told)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def code(fund: Fund, person: dict[str, Any], dependant_id: str | None = None) -> str:
    within = f"/dependants/{dependant_id}" if dependant_id else ""
    return str(fund.get(f"/v1/subscribers/{person['id']}{within}/card-code")["code"])


def checks(fund: Fund, provider: str = "HOSPITAL1") -> list[dict[str, Any]]:
    return list(fund.get(f"/v1/eligibility/checks?provider={provider}")["items"])


def test_a_subscriber_is_found_by_card_by_national_number_and_by_qr_with_what_a_desk_needs(fund: Fund) -> None:
    person = insured(fund)
    card(fund, person)
    ways = [{"card_number": "c-٠٠١٢"}, {"national_number": person["national_number"]}, {"qr": code(fund, person)}]

    answers = [ask(fund, **way) for way in ways]

    assert [each.status_code for each in answers] == [200] * 3
    first = answers[0].json()
    assert first == {
        "id": first["id"],
        "on": "2026-01-01",
        "person": {"name": "علي سالم", "birth_year": 1985, "relation": "principal"},
        "covered": True,
        "package": "full",
        "package_ar": "الباقة الكاملة",
        "package_en": "Full package",
        "benefits_ar": "كل الخدمات الصحية للمشترك وأسرته",
        "benefits_en": "All health services for the subscriber and the family",
        "reason": "paid_up",
        "reason_ar": "الاشتراكات مسددة",
        "reason_en": "Contributions are paid",
        "since": "2026-01-01",
        "until": "2026-05-12",
    }
    assert len({each.json()["id"] for each in answers}) == 3
    assert all({**each.json(), "id": ""} == {**first, "id": ""} for each in answers)


@pytest.mark.requirement("PKG-5")
def test_a_dependant_is_found_by_each_way_and_has_the_package_of_the_family(fund: Fund) -> None:
    person = insured(fund)
    child = child_of(fund, person)
    card(fund, person, "C-0012")
    card(fund, person, "C-0013", child)
    ways = [{"card_number": "C-0013"}, {"national_number": CHILD["national_number"]}, {"qr": code(fund, person, child)}]

    answers = [ask(fund, **way).json() for way in ways]

    expected = {"name": "منى", "birth_year": 2015, "relation": "child"}
    assert [(each["person"], each["covered"], each["package"]) for each in answers] == [(expected, True, "full")] * 3
    assert {(each["subscriber_id"], each["dependant_id"]) for each in checks(fund)} == {(person["id"], child)}


@pytest.mark.requirement("PKG-3", "PKG-6")
def test_who_is_frozen_lowered_or_gone_is_told_so_and_a_past_day_of_treatment_keeps_its_cover(fund: Fund) -> None:
    employer = fund.employer()
    frozen, lowered, gone = (fund.subscriber(employer["id"]) for _ in range(3))
    child_of(fund, gone)
    fund.deliver(fund.event("r1", "500.000", reference_of(lowered["id"])))
    fund.advance("2026-02-01")
    fund.ask("POST", f"/v1/subscribers/{gone['id']}/life-events", json={"kind": "death", "on": "2026-01-20"})
    fund.advance("2026-05-20")

    def cover(person: dict[str, Any], **on: str) -> tuple[bool, str, str]:
        found = ask(fund, national_number=person["national_number"], **on).json()
        return found["covered"], found["package"], found["reason"]

    assert cover(frozen) == (False, "frozen", "both_unpaid")
    assert cover(frozen, on="2026-05-11") == (True, "full", "in_grace")
    assert cover(frozen, on="2025-12-31") == (False, "none", "not_started")
    assert cover(lowered) == (True, "basic_2_5", "employer_unpaid")
    assert cover(gone) == cover(CHILD) == (False, "none", "deceased")
    assert "توفي" not in ask(fund, national_number=CHILD["national_number"]).json()["reason_ar"], "the child lives"
    assert cover(gone, on="2026-01-19") == (True, "full", "paid_up")


@pytest.mark.requirement("FAM-1", "FAM-2")
def test_who_leaves_a_family_for_work_and_comes_back_is_covered_by_either_card_as_it_was_on_each_day(
    fund: Fund,
) -> None:
    person = insured(fund)
    wife = {"relation": "spouse", "name": "هدى", "national_number": "219880000001", "gender": "female"}
    family = f"/v1/subscribers/{person['id']}/dependants"
    wife_id = fund.ask("POST", family, json={**wife, "birth_date": "1988-07-01"}).json()["id"]
    card(fund, person, "C-0014", wife_id)
    ministry = fund.employer(name="وزارة", sector="government")
    fund.advance("2026-03-10")
    work = {"employer_id": ministry["id"], "gross": "900.000", "on": "2026-03-01"}
    moved = fund.ask("POST", f"{family}/{wife_id}/work", json=work)
    assert moved.status_code in (200, 201, 202), moved.text

    now, then = (ask(fund, card_number="C-0014", on=on).json() for on in ("2026-03-10", "2026-02-20"))
    by_number = ask(fund, national_number=wife["national_number"], on="2026-02-20").json()

    assert (now["covered"], now["person"]["relation"]) == (True, "principal")
    assert (then["covered"], then["person"]["relation"]) == (True, "spouse")
    assert (by_number["covered"], by_number["person"]) == (True, then["person"])
    card(fund, moved.json(), "C-0015")
    fund.advance("2026-04-10")
    ended = {"kind": "work_ended", "on": "2026-04-05"}
    fund.ask("POST", f"/v1/subscribers/{moved.json()['id']}/life-events", json=ended)
    back, own = (ask(fund, card_number="C-0015", on=on).json() for on in ("2026-04-10", "2026-04-01"))
    assert (back["covered"], back["person"]["relation"]) == (True, "spouse")
    assert (own["covered"], own["person"]["relation"]) == (True, "principal")


@pytest.mark.requirement("FAM-4", "FAM-5", "PKG-6")
def test_who_went_from_one_family_to_another_is_covered_on_a_past_day_by_number_as_by_card(fund: Fund) -> None:
    husbands = [insured(fund) for _ in range(3)]
    wife = {"relation": "spouse", "name": "هدى", "national_number": "219880000001", "gender": "female"}

    def marries(husband: dict[str, Any], on: str) -> str:
        told = {**wife, "birth_date": "1988-07-01", "event": "marriage", "on": on}
        answer = fund.ask("POST", f"/v1/subscribers/{husband['id']}/dependants", json=told)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def is_divorced(husband: dict[str, Any], wife_id: str, on: str) -> None:
        path = f"/v1/subscribers/{husband['id']}/dependants/{wife_id}/life-events"
        answer = fund.ask("POST", path, json={"kind": "divorce", "on": on})
        assert answer.status_code == 200, answer.text

    in_first = marries(husbands[0], "2026-01-01")
    card(fund, husbands[0], "C-0014", in_first)
    fund.advance("2026-03-20")
    is_divorced(husbands[0], in_first, "2026-02-01")
    in_second = marries(husbands[1], "2026-02-15")
    is_divorced(husbands[1], in_second, "2026-03-01")
    in_third = marries(husbands[2], "2026-03-15")
    ministry = fund.employer(name="وزارة", sector="government")
    work = {"employer_id": ministry["id"], "gross": "900.000", "on": "2026-03-18"}
    begun = fund.ask("POST", f"/v1/subscribers/{husbands[2]['id']}/dependants/{in_third}/work", json=work)
    assert begun.status_code == 201, begun.text

    def found(on: str, **shown: str) -> tuple[bool, str | None]:
        told = ask(fund, on=on, **shown).json()
        return told["covered"], next(each["dependant_id"] for each in checks(fund) if each["id"] == told["id"])

    days = ("2026-01-20", "2026-02-10", "2026-02-20", "2026-03-05", "2026-03-16", "2026-03-18")
    by_number = [found(day, national_number=wife["national_number"]) for day in days]
    by_card = [found(day, card_number="C-0014") for day in days]

    assert [covered for covered, _ in by_number] == [covered for covered, _ in by_card]
    assert [covered for covered, _ in by_number] == [True, False, True, False, True, True]
    assert [who for covered, who in by_number if covered] == [in_first, in_second, in_third, None]


def test_what_leads_to_nobody_is_told_in_one_way(fund: Fund) -> None:
    insured(fund)

    assert refused(ask(fund, card_number="C-9999")) == (404, "unknown_insured")
    assert refused(ask(fund, national_number="119991234567")) == (404, "unknown_insured")


@pytest.mark.parametrize(
    ("told", "wrong", "fields"),
    [
        ({}, "not_exactly_one", ["card_number", "national_number", "qr"]),
        (
            {"card_number": "C-0012", "national_number": "119720070006"},
            "not_exactly_one",
            ["card_number", "national_number"],
        ),
        ({"card_number": "12"}, "invalid_card_number", ["card_number"]),
        ({"national_number": "1"}, "invalid_national_number", ["national_number"]),
        ({"qr": "x" * 601}, "too_long", ["qr"]),
        ({"card_number": "C-0012", "on": "2026-02-30"}, "invalid_date", ["on"]),
        ({"card_number": "C-0012", "name": "علي"}, "unknown_field", ["name"]),
        ({"card_number": "C-0012", "on": "2026-01-02"}, "treatment_to_come", ["on"]),
        ({"card_number": "C-0012", "on": "2024-12-31"}, "treatment_too_long_ago", ["on"]),
        ({"qr": "x"}, "invalid_card_code", ["qr"]),
    ],
)
def test_a_question_that_can_not_be_answered_is_refused_with_its_reason_and_its_fields(
    fund: Fund, told: dict[str, str], wrong: str, fields: list[str]
) -> None:
    answer = ask(fund, **told)

    assert refused(answer) == (422, wrong)
    found = [(each["field"], each["code"]) for each in answer.json()["errors"]]
    assert found == [(field, wrong) for field in fields]
    assert all(each["ar"] and each["en"] for each in answer.json()["errors"])


@pytest.mark.requirement("CRD-3")
def test_a_forged_an_altered_and_a_foreign_code_are_refused_and_kept_as_asked(fund: Fund) -> None:
    person, other = insured(fund), insured(fund)
    card(fund, person, "C-0012")
    card(fund, other, "C-0013")
    good, others = code(fund, person), code(fund, other)
    foreign = code_of(CardCode("C-0012", person["id"], None, fund.engine.now().date()), keys_from("not the fund's")[0])
    mixed = ".".join([*good.split(".")[:2], others.split(".")[2]])

    answers = [ask(fund, qr=text) for text in (foreign, mixed, good[:-2], good.swapcase())]

    assert [refused(each) for each in answers] == [(422, "invalid_card_code")] * 4
    assert [(each["outcome"], each["subscriber_id"], each["shown"]) for each in checks(fund)] == [
        ("invalid_card_code", None, "qr")
    ] * 4


@pytest.mark.requirement("CRD-3")
def test_everybody_reads_the_keys_and_checks_a_code_without_the_network_as_the_page_shows(
    fund: Fund, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = insured(fund)
    card(fund, person)
    text = code(fund, person)
    answer = httpx.get(f"{fund.engine.api_url}/v1/card-keys")
    (tmp_path / "card-keys.json").write_bytes(answer.content)
    monkeypatch.chdir(tmp_path)
    (shown,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}

    exec(shown, names)  # noqa: S102 - what the page tells others to run
    told = names["read_card"](text)

    with pytest.raises(jwt.InvalidSignatureError):
        names["read_card"](f"{text[:-4]}AAAA")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public")
    assert set(answer.json()["keys"][0]) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert told == {"card": "C-0012", "sub": person["id"], "iat": "2026-01-01"}


@pytest.mark.requirement("ENR-7", "CRD-3")
def test_a_card_whose_hand_over_is_revoked_does_not_count_and_its_number_is_free_for_its_holder(fund: Fund) -> None:
    person, holder = insured(fund), insured(fund)
    path = f"/v1/subscribers/{person['id']}"
    handed, text = card(fund, person), code(fund, person)
    fund.ask("POST", f"{path}/card-handovers/{handed}/revoke", json={"reason": "سلمت لغيره"})

    assert refused(ask(fund, card_number="C-0012")) == (422, "card_revoked")
    assert refused(ask(fund, qr=text)) == (422, "card_revoked")
    assert refused(fund.ask("GET", f"{path}/card-code")) == (404, "no_card")
    assert ask(fund, national_number=person["national_number"]).json()["covered"] is True
    assert {each["outcome"]: each["subscriber_id"] for each in checks(fund)} == {
        "card_revoked": person["id"],
        "full": person["id"],
    }

    fund.advance("2026-01-02")
    card(fund, holder)

    assert ask(fund, card_number="C-0012").status_code == 200
    assert refused(ask(fund, qr=text)) == (422, "card_revoked")
    assert holder["id"] in {each["subscriber_id"] for each in checks(fund)}


@pytest.mark.requirement("CRD-2", "CRD-3")
def test_a_lost_card_is_refused_until_it_is_handed_over_again_and_a_new_one_counts(fund: Fund) -> None:
    person = insured(fund)
    handed, text = card(fund, person), code(fund, person)
    lost = f"/v1/subscribers/{person['id']}/card-handovers/{handed}/lost"

    reported, again = fund.ask("POST", lost), fund.ask("POST", lost)

    assert (reported.status_code, reported.json()) == (200, again.json())
    assert (reported.json()["state"], reported.json()["number"]) == ("lost", "C-0012")
    assert refused(ask(fund, card_number="C-0012")) == (422, "card_lost")
    assert refused(ask(fund, qr=text)) == (422, "card_lost")
    assert refused(fund.ask("GET", f"/v1/subscribers/{person['id']}/card-code")) == (404, "no_card")
    history = fund.get(f"/v1/subscribers/{person['id']}/history")["items"]
    assert [deed["action"] for deed in history].count("report_card_lost") == 1
    fund.advance("2026-01-02")
    card(fund, person, "C-0099")
    assert ask(fund, qr=code(fund, person)).json()["covered"] is True
    card(fund, person)
    assert ask(fund, card_number="C-0012").json()["covered"] is True
    assert refused(fund.ask("POST", lost)) == (409, "not_the_card")


@pytest.mark.requirement("CRD-2", "CRD-3")
def test_the_code_is_that_of_the_last_card_that_counts(fund: Fund) -> None:
    person = insured(fund)
    path = f"/v1/subscribers/{person['id']}"
    child = child_of(fund, person)
    card(fund, person, "C-0013", child)
    first = card(fund, person, "C-0012")
    fund.advance("2026-01-02")
    second = card(fund, person, "C-0099")

    def shown() -> str:
        return str(fund.get(f"{path}/card-code")["card_number"])

    assert shown() == "C-0099"
    fund.ask("POST", f"{path}/card-handovers/{second}/lost")
    assert shown() == "C-0012"
    assert ask(fund, qr=code(fund, person)).json()["covered"] is True
    fund.ask("POST", f"{path}/card-handovers/{first}/lost")
    assert refused(fund.ask("GET", f"{path}/card-code")) == (404, "no_card"), "a child's card is the child's"


@pytest.mark.requirement("CRD-2", "CRD-3", "ENR-7")
def test_a_lost_card_is_lost_again_once_a_hand_over_after_it_turns_out_never_to_have_been(fund: Fund) -> None:
    person = insured(fund)
    handovers = f"/v1/subscribers/{person['id']}/card-handovers"

    def report_lost(handed: str) -> None:
        assert fund.ask("POST", f"{handovers}/{handed}/lost").status_code == 200

    def revoke(handed: str) -> None:
        answer = fund.ask("POST", f"{handovers}/{handed}/revoke", json={"reason": "سلمت بطاقة أخرى"})
        assert answer.status_code == 200, answer.text

    first = card(fund, person)
    text = code(fund, person)
    report_lost(first)
    fund.advance("2026-01-02")

    wrong = card(fund, person)
    revoke(wrong)

    assert refused(ask(fund, card_number="C-0012")) == (422, "card_lost")
    assert refused(ask(fund, qr=text)) == (422, "card_lost")
    found = card(fund, person)
    fund.advance("2026-01-03")
    revoke(card(fund, person))
    assert ask(fund, card_number="C-0012").json()["covered"] is True, "it was found, and that stands"
    report_lost(found)
    revoke(card(fund, person))
    assert refused(ask(fund, card_number="C-0012")) == (422, "card_lost")
    revoke(found)
    assert refused(ask(fund, card_number="C-0012")) == (422, "card_lost"), "the first hand-over was lost, too"
    revoke(first)
    assert refused(ask(fund, card_number="C-0012")) == (422, "card_revoked")


@pytest.mark.requirement("CRD-3")
def test_a_number_leads_to_one_person_and_a_hand_over_to_another_is_refused_whole(fund: Fund) -> None:
    person, other = insured(fund), insured(fund)
    child = child_of(fund, person)
    first = card(fund, person)
    told = {"receiver": RECEIVER, "card_number": "C-0012"}

    to_other = fund.ask("POST", f"/v1/subscribers/{other['id']}/card-handovers", json=told)
    to_child = fund.ask("POST", f"/v1/subscribers/{person['id']}/card-handovers", json={**told, "dependant_id": child})
    second = card(fund, person)

    assert [refused(each) for each in (to_other, to_child)] == [(409, "card_number_taken")] * 2
    assert person["id"] not in to_other.text
    assert fund.get(f"/v1/subscribers/{other['id']}/card-handovers")["items"] == []
    revoke = f"/v1/subscribers/{person['id']}/card-handovers"
    fund.ask("POST", f"{revoke}/{second}/revoke", json={"reason": "سجلت مرتين"})
    assert ask(fund, card_number="C-0012").json()["covered"] is True, "the first hand-over stands"
    fund.ask("POST", f"{revoke}/{first}/revoke", json={"reason": "سلمت لغيره"})
    assert refused(ask(fund, card_number="C-0012")) == (422, "card_revoked")


@pytest.mark.requirement("ACC-2")
def test_each_check_is_kept_with_who_asked_about_whom_and_oversight_reads_it(fund: Fund) -> None:
    person = insured(fund)
    ask(fund, national_number=person["national_number"])
    fund.advance("2026-01-02")
    ask(fund, card_number="C-9999")
    ask(fund, national_number=person["national_number"], provider="CLINIC2")
    fund.advance("2026-01-03")
    last = ask(fund, national_number=person["national_number"]).json()

    page = fund.ask("GET", "/v1/eligibility/checks?provider=HOSPITAL1&limit=2", "oversight").json()
    rest = fund.ask("GET", f"/v1/eligibility/checks?provider=HOSPITAL1&cursor={page['next']}", "oversight").json()

    kept = [*page["items"], *rest["items"]]
    assert [each["outcome"] for each in kept] == ["full", "unknown_insured", "full"]
    assert kept[0] == {
        "id": last["id"],
        "provider": "HOSPITAL1",
        "by": kept[0]["by"],
        "at": kept[0]["at"],
        "on": "2026-01-03",
        "shown": "national_number",
        "outcome": "full",
        "subscriber_id": person["id"],
        "dependant_id": None,
    }
    assert kept[1]["subscriber_id"] is None
    assert len(checks(fund, "CLINIC2")) == 1
    ask(fund, national_number=person["national_number"], provider=" CLINIC٣ ")
    assert [each["provider"] for each in checks(fund, "CLINIC٣")] == ["CLINIC3"]
    assert ask(fund, national_number=person["national_number"], provider="C" * 65).status_code == 401
    assert person["national_number"] not in json.dumps(kept)


@pytest.mark.requirement("ACC-1", "ACC-2")
def test_providers_ask_by_what_is_shown_and_read_nothing_by_its_id_and_others_do_not_ask(fund: Fund) -> None:
    employer = fund.employer()
    person = fund.subscriber(employer["id"])
    card(fund, person)
    shown = {"national_number": person["national_number"]}
    of_person = f"/v1/subscribers/{person['id']}"

    for role in ("administration", "insurance_affairs", "collection", "finance", "contact_centre", "quality"):
        assert ask(fund, role, **shown).status_code == 200, role
    for role in ("oversight", "agent", "employer", "payroll", "subscriber"):
        assert refused(ask(fund, role, **shown)) == (403, "not_permitted"), role
    assert ask(fund, provider=None, **shown).status_code == 200
    for path in ("", "/cover", "/cover/timeline", "/card-code", "/card-handovers"):
        assert refused(fund.ask("GET", f"{of_person}{path}", "provider")) == (403, "not_permitted"), path
    for path in ("/v1/parameter-values", "/v1/parameter-values/V1", "/v1/employers?name=x", "/v1/changes"):
        assert refused(fund.ask("GET", path, "provider")) == (403, "not_permitted"), path
    for path in ("/v1/parameters", "/v1/document-kinds", "/v1/change-kinds", "/v1/salaries/analysis?gross=1000.00"):
        assert fund.ask("GET", path, "provider").status_code == 200, path
    for role in ("provider", "insurance_affairs", "collection", "quality"):
        assert fund.ask("GET", "/v1/eligibility/checks?provider=HOSPITAL1", role).status_code == 403, role
    assert httpx.post(f"{fund.engine.api_url}/v1/eligibility", json=shown).status_code == 401
    assert fund.ask("GET", f"{of_person}/card-code", "subscriber", subscriber=person["id"]).status_code == 200
    assert fund.ask("GET", f"{of_person}/card-code", "subscriber", subscriber="S000000000000").status_code == 403
    assert fund.ask("GET", f"{of_person}/card-code", "employer", employer=employer["id"]).status_code == 403


def test_the_page_for_providers_names_the_codes_of_the_door_with_their_status(fund: Fund) -> None:
    answers = fund.get("/v1/openapi.json")["paths"]["/v1/eligibility"]["post"]["responses"]
    told = {each["code"]: status for status, answer in answers.items() for each in answer.get("x-problems", ())}
    rows = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    named = {name: row[2].strip() for row in rows for name in re.findall(r"`([a-z_]+)`", row[1])}
    of_fields = {"invalid_card_number", "invalid_national_number", "not_exactly_one", "invalid_date", "too_long"}
    of_fields |= {"unknown_field"}
    of_door = {"unknown_insured", "card_lost", "card_revoked", "invalid_card_code", "treatment_to_come"}

    assert {name: status for name, status in named.items() if name not in of_fields}.items() <= told.items()
    assert of_door | {"malformed_request", "unauthenticated", "not_permitted"} | of_fields <= set(named)
    assert {named[name] for name in of_fields} == {"422"}

"""What notices say, changed through the doors: proposed by one person, approved by another, checked before (NOT-2)."""

from __future__ import annotations

from typing import Any

import pytest

from ishtirak.law.shipped import shipped_law
from ishtirak.rules.money import Money
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.spending import price_of
from ishtirak.web.cursors import cursor_of
from tests.doors.fund import Fund

FAILED = "/v1/notice-templates/payment_failed"
TEXT = {
    "ar": "{name}: تعذر سداد {amount} د.ل. بتاريخ {on}. صندوق التأمين الصحي العام",
    "en": "{name}: {amount} LYD could not be paid on {on}. Public Health Insurance Fund",
}


def propose(fund: Fund, path: str = FAILED, **said: str) -> dict[str, Any]:
    answer = fund.ask("POST", f"{path}/versions", "insurance_affairs", json={**TEXT, **said})
    assert answer.status_code == 201, answer.text
    entered: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"{path}/versions/{entered['id']}"
    return entered


def approve(fund: Fund, entered: dict[str, Any]) -> dict[str, Any]:
    answer = fund.ask("POST", f"{FAILED}/versions/{entered['id']}/approve")
    assert answer.status_code == 200, answer.text
    approved: dict[str, Any] = answer.json()
    return approved


def payment_fails(fund: Fund, person: dict[str, Any], payment_id: str) -> None:
    """Something of which the person is told."""
    told = {"payment_id": payment_id, "amount": "75.000", "payer_reference": person["reference"]}
    fund.deliver(fund.bank_event("payment.failed", {**told, "failed_on": "2026-01-01"}), event_id=f"msg_{payment_id}")
    fund.drain()


def told(fund: Fund, person: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the person was told of failed payments, by payment."""
    items = fund.get(f"/v1/subscribers/{person['id']}/notices")["items"]
    return {each["cause"].rpartition("#")[2]: each for each in items if each["kind"] == "payment_failed"}


@pytest.mark.requirement("NOT-2")
def test_every_notice_is_listed_with_its_text_the_values_it_has_and_what_it_costs_at_its_longest(fund: Fund) -> None:
    items = {each["kind"]: each for each in fund.get("/v1/notice-templates")["items"]}

    assert list(items) == [kind.value for kind in NoticeKind]
    for each in items.values():
        assert (each["version"], each["since"]) == (0, None)
        assert each["longest"]["encoding"] == "ucs_2"
        assert each["longest"]["segments"] <= each["most_segments"]
    restored = {each["name"]: (each["type"], each["required"]) for each in items["package_restored"]["values"]}
    assert restored == {
        "name": ("name", True),
        "package": ("package", True),
        "on": ("date", True),
        "reason": ("reason", False),
    }


@pytest.mark.requirement("NOT-2", "ACC-3")
def test_a_text_is_sent_once_another_person_has_approved_it_and_what_was_sent_stays_as_it_was(fund: Fund) -> None:
    person = fund.subscriber(None, category="self_employed", social_security_number="11985123")
    payment_fails(fund, person, "f1")
    before = told(fund, person)["f1"]
    entered = propose(fund)

    payment_fails(fund, person, "f2")
    refused = fund.ask("POST", f"{FAILED}/versions/{entered['id']}/approve", "insurance_affairs")
    approved = approve(fund, entered)
    payment_fails(fund, person, "f3")

    assert (refused.status_code, refused.json()["code"]) == (403, "same_person_approves")
    assert (approved["state"], approved["number"]) == ("approved", 1)
    after = told(fund, person)
    assert after["f1"] == before
    assert after["f2"]["text"] == before["text"]
    assert (
        after["f3"]["text"]
        == f"{person['name']}: تعذر سداد 75.000 د.ل. بتاريخ \u20662026-01-01\u2069. صندوق التأمين الصحي العام"
    )
    assert after["f3"]["text_en"].endswith(": 75.000 LYD could not be paid on 2026-01-01. Public Health Insurance Fund")
    assert after["f3"]["text"] in [sms.text for sms in fund.engine.sms()]
    assert fund.engine.dead() == {}


@pytest.mark.requirement("NOT-2")
def test_a_template_shows_every_version_with_who_did_what(fund: Fund) -> None:
    first, second, third = (propose(fund, en=TEXT["en"] + end) for end in ("", "!", "?"))
    approve(fund, first)
    approve(fund, third)
    fund.ask("POST", f"{FAILED}/versions/{second['id']}/reject", json={"reason": "نص غير رسمي"})

    shown = fund.get(FAILED)

    assert (shown["in_force"]["version"], shown["in_force"]["en"]) == (2, third["en"])
    assert shown["shipped"]["ar"].startswith("{name}: لم يتم سداد اشتراكك")
    kept = {each["id"]: each for each in shown["versions"]}
    assert {name: (each["state"], each["number"], each["reason"]) for name, each in kept.items()} == {
        first["id"]: ("approved", 1, None),
        second["id"]: ("rejected", None, "نص غير رسمي"),
        third["id"]: ("approved", 2, None),
    }
    assert shown["in_force"]["since"] == kept[third["id"]]["decided_at"]
    assert all(each["entered_by"] != each["decided_by"] for each in shown["versions"])
    assert fund.get(f"{FAILED}/versions/{second['id']}") == kept[second["id"]]


@pytest.mark.requirement("NOT-2")
def test_what_waits_can_be_listed_over_all_kinds(fund: Fund) -> None:
    failed = propose(fund)
    approve(fund, failed)
    said = "{name} {ends_on}"
    waiting = propose(fund, "/v1/notice-templates/certificate_ended", ar=said, en=said)

    pending = fund.get("/v1/notice-template-versions?state=pending")["items"]

    assert pending == [waiting]
    assert {each["id"] for each in fund.get("/v1/notice-template-versions")["items"]} == {failed["id"], waiting["id"]}


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize("state", ["", "state=pending&"])
def test_what_was_proposed_comes_page_by_page(fund: Fund, state: str) -> None:
    path = f"/v1/notice-template-versions?{state}"
    approve(fund, propose(fund))
    for _ in range(3):
        propose(fund)
    whole = fund.get(path)

    found, page = [], fund.get(f"{path}limit=1")
    while page["next"]:
        found += page["items"]
        page = fund.get(f"{path}limit=1&cursor={page['next']}")
    foreign = fund.ask("GET", f"/v1/notice-template-versions?state=rejected&cursor={cursor_of('others', '1')}")

    assert [*found, *page["items"]] == whole["items"]
    assert len(whole["items"]) == (3 if state else 4)
    assert whole["next"] is None
    assert (foreign.status_code, foreign.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.requirement("NOT-2")
def test_what_was_decided_is_not_decided_otherwise(fund: Fund) -> None:
    turned_down, taken = propose(fund), propose(fund)
    fund.ask("POST", f"{FAILED}/versions/{turned_down['id']}/reject", "insurance_affairs", json={"reason": "خطأ"})
    approved = approve(fund, taken)

    again = fund.ask("POST", f"{FAILED}/versions/{turned_down['id']}/approve")
    too_late = fund.ask("POST", f"{FAILED}/versions/{taken['id']}/reject", json={"reason": "خطأ"})

    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert (too_late.status_code, too_late.json()["code"]) == (409, "already_decided")
    assert approve(fund, taken) == approved
    assert fund.get(FAILED)["in_force"]["version"] == 1


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"ar": TEXT["ar"] + " {until}"}, [("ar", "unknown_placeholder")]),
        ({"ar": "{name} {amount}"}, [("ar", "missing_placeholder")]),
        (
            {"ar": "{name} {amount} {on", "en": "{name} {on}"},
            [("ar", "missing_placeholder"), ("ar", "stray_brace"), ("en", "missing_placeholder")],
        ),
        ({"ar": TEXT["ar"] + " نص" * 40}, [("ar", "too_many_segments")]),
        ({"ar": "  "}, [("ar", "too_short")]),
        ({"ar": "ن" * 601}, [("ar", "too_long")]),
        ({"ar": "\u0007{name} {amount} {on}"}, [("ar", "invalid_text")]),
        ({"en": "{name} {amount} {on}\u00ad"}, [("en", "invalid_text")]),
        ({"en": None}, [("en", "wrong_type")]),
    ],
)
def test_a_text_that_can_not_be_sent_is_refused_field_by_field_and_changes_nothing(
    fund: Fund, said: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    answer = fund.ask("POST", f"{FAILED}/versions", "insurance_affairs", json={**TEXT, **said})

    assert answer.status_code == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == faults
    assert fund.get(FAILED)["versions"] == []
    assert fund.get(FAILED)["in_force"]["version"] == 0


@pytest.mark.requirement("NOT-2", "NOT-4")
def test_a_preview_shows_what_is_sent_now_with_examples(fund: Fund) -> None:
    shown = fund.ask("POST", f"{FAILED}/preview", "contact_centre", json={}).json()

    assert shown["ar"].startswith(
        "سليم فاتح سعدي: لم يتم سداد اشتراكك وقدره 125.000 د.ل. بتاريخ \u20662026-12-31\u2069"
    )
    assert (shown["size"]["encoding"], shown["size"]["segments"]) == ("ucs_2", 2)
    assert shown["size"]["length"] == len(shown["ar"])
    assert shown["longest"]["segments"] == shown["most_segments"] == 3
    assert shown["size"]["cost"] == str(Money(price_of(2, fund.engine.now().date(), shipped_law())))
    assert shown["faults"] == []


@pytest.mark.requirement("NOT-2")
def test_a_preview_of_a_draft_says_for_what_it_would_be_refused_and_keeps_nothing(fund: Fund) -> None:
    draft = {"ar": "{name}: {on}" + " نص" * 60, "values": {"name": "علي", "on": "2026-03-01"}}

    shown = fund.ask("POST", f"{FAILED}/preview", json=draft).json()

    assert shown["ar"].startswith("علي: \u20662026-03-01\u2069 نص")
    assert "علي: your payment of 125.000 LYD on 2026-03-01" in shown["en"]
    found = [(each["field"], each["code"]) for each in shown["faults"]]
    assert found == [("ar", "missing_placeholder"), ("ar", "too_many_segments")]
    assert fund.get(FAILED)["versions"] == []


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        ({"ar": "{name} {surname}"}, "ar", "unknown_placeholder"),
        ({"values": {"surname": "سالم"}}, "values.surname", "unknown_placeholder"),
        ({"values": {"on": "1 March"}}, "values.on", "unfit_value"),
        ({"values": {"on": 1}}, "values.on", "wrong_type"),
        ({"values": {"n" * 300_000: "سالم"}}, f"values.{'n' * 100}", "too_long"),
    ],
)
def test_a_preview_that_can_not_be_filled_is_refused(fund: Fund, draft: dict[str, Any], field: str, code: str) -> None:
    answer = fund.ask("POST", f"{FAILED}/preview", json=draft)

    assert answer.status_code == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]
    assert len(answer.content) < 2_000


@pytest.mark.requirement("NOT-2")
def test_what_is_not_there_is_not_found(fund: Fund) -> None:
    unknown = fund.ask("GET", "/v1/notice-templates/horoscope")
    nobodys = fund.ask("POST", f"{FAILED}/versions/T1/approve")
    of_another = fund.ask("GET", f"/v1/notice-templates/overdue/versions/{propose(fund)['id']}")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_notice_kind")
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "unknown_template_version")
    assert (of_another.status_code, of_another.json()["code"]) == (404, "unknown_template_version")


@pytest.mark.requirement("NOT-2", "ACC-2")
@pytest.mark.parametrize("role", ["collection", "oversight", "contact_centre", "employer", "subscriber"])
def test_who_does_not_write_the_texts_changes_none(fund: Fund, role: str) -> None:
    entered = propose(fund)
    decided = f"{FAILED}/versions/{entered['id']}"

    answers = [
        fund.ask("POST", f"{FAILED}/versions", role, json=TEXT),
        fund.ask("POST", f"{decided}/approve", role),
        fund.ask("POST", f"{decided}/reject", role, json={"reason": "خطأ"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    reads = 403 if role in ("employer", "subscriber") else 200
    assert fund.ask("GET", FAILED, role).status_code == reads
    assert fund.ask("POST", f"{FAILED}/preview", role, json={}).status_code == reads

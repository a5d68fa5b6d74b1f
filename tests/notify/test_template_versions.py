"""Texts of notices are approved once, whole, or not at all, whatever goes wrong (NOT-2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.notify import template_versions
from ishtirak.law.bilingual import Bilingual
from ishtirak.rules.notices import NoticeKind
from ishtirak.storage import deeds, keys, templates
from ishtirak.storage.templates import AS_SHIPPED, Version, VersionState
from ishtirak.storage.transactions import Moved, write
from tests.builders import at
from tests.cloud import Cloud
from tests.faults import Fault, Faults, can_meet, goes_well

KIND = NoticeKind.CERTIFICATE_ENDED
NOW = at("2026-05-12")


def text(words: str = "") -> Bilingual:
    return Bilingual(f"{{name}} {{ends_on}}{words}", f"{{name}} {{ends_on}}{words}")


def proposed(words: str = "") -> Version:
    return template_versions.propose(KIND, text(words), "U1", NOW)


@pytest.mark.requirement("NOT-2", "ACC-3")
@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
def test_whichever_call_goes_wrong_a_text_is_approved_once_or_not_at_all(
    fault: Fault, cloud: Cloud, faults: Faults
) -> None:
    entered = proposed()
    items = cloud.items()

    def approve() -> Version:
        return template_versions.approve(KIND, entered.id, "U2", NOW)

    faults.arm()
    approve()
    calls = list(faults.calls)
    for number, call in enumerate(calls, 1):
        if not can_meet(call, fault):
            continue
        cloud.restore(items)
        faults.arm(fault, number)
        goes_well(approve)
        faults.arm()

        state, wording = templates.load(KIND, entered.id).state, templates.in_force()
        assert (state is VersionState.APPROVED) == (wording.number_of(KIND) == 1), f"{call} ({number})"
        assert approve().number == templates.in_force().number_of(KIND) == templates.in_force().version == 1


@pytest.mark.requirement("NOT-2")
def test_two_texts_that_are_approved_at_once_do_not_push_each_other_out(cloud: Cloud) -> None:
    of_this, of_that = proposed(), template_versions.propose(NoticeKind.CERTIFICATE_ENDING, text(), "U1", NOW)
    template_versions.approve(KIND, of_this.id, "U2", NOW)

    with pytest.raises(Moved):
        write(templates.put_in_force(AS_SHIPPED, _approved(of_that)))
    template_versions.approve(NoticeKind.CERTIFICATE_ENDING, of_that.id, "U2", NOW)

    wording = templates.in_force()
    assert (wording.version, set(wording.texts)) == (2, {"certificate_ended", "certificate_ending"})


def _approved(version: Version) -> Version:
    return replace(version, state=VersionState.APPROVED, number=1, decided_at=NOW.isoformat())


@pytest.mark.requirement("NOT-2", "ACC-2")
def test_who_proposed_and_who_decided_stands_in_the_log(cloud: Cloud) -> None:
    entered, other = proposed(" 1"), proposed(" 2")
    template_versions.approve(KIND, entered.id, "U2", at("2026-05-13"))
    template_versions.reject(KIND, other.id, "خطأ", "U3", at("2026-05-14"))

    done, _ = deeds.page(keys.TEMPLATES_IN_FORCE, 10)

    told = [(each.actor, each.action, each.changes["ar"]["to"]) for each in done]
    assert told[:2] == [
        ("U3", "reject_template", "{name} {ends_on} 2"),
        ("U2", "approve_template", "{name} {ends_on} 1"),
    ]
    assert {(actor, action) for actor, action, _ in told[2:]} == {("U1", "propose_template")}

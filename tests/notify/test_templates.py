"""What SMS say, in Arabic with English beside it, and how many messages they are billed as (NOT-2)."""

from __future__ import annotations

import pytest

from functions.notify.templates import Text, text_of
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.storage import keys
from ishtirak.storage.notices import Notice


def notice(
    kind: NoticeKind, package: Package = Package.BASIC_2_5, name: str = "علي", document: str = "identity"
) -> Notice:
    dated = {"on": "2026-05-12", "ends_on": "2026-12-31", "first_month": "2026-02", "last_month": "2026-04"}
    dated |= {"due_on": "2026-05-12", "until": "2026-08-08", "reference": "RF59 S123 4567 8901 2"}
    values = {
        "name": name,
        "amount": "1,234,567.890",
        "document": document,
        "documents": "salary_certificate,bank_account,family_status,identity",
        "package": package.value,
        "reason": Reason.EMPLOYER_UNPAID.value,
        **dated,
    }
    return Notice(keys.subscriber("S1"), kind, "cause", "2026-05-12T09:00:00+02:00", values)


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_notice_has_its_text_with_the_facts_of_the_case(kind: NoticeKind) -> None:
    text = text_of(notice(kind))

    for said in text.ar, text.en:
        assert "علي" in said
        assert "{" not in said
    if kind is not NoticeKind.DOCUMENTS_NEEDED:
        assert any(f"\u2066{dated}\u2069" in text.ar for dated in ("2026-05-12", "2026-12-31", "2026-04"))


@pytest.mark.requirement("NOT-2")
def test_a_package_and_a_reason_stand_in_a_notice_by_their_names() -> None:
    text = text_of(notice(NoticeKind.PACKAGE_LOWERED))

    assert shipped_law().packages["basic_2_5"].name.ar in text.ar
    assert REASON_TEXTS[Reason.EMPLOYER_UNPAID].en in text.en


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_no_notice_needs_more_than_four_messages_for_a_long_name(kind: NoticeKind) -> None:
    longest = max(Package, key=lambda package: len(shipped_law().packages[package.value].name.ar))
    document = max(shipped_law().document_kinds.values(), key=lambda kind: len(kind.name.ar)).code

    assert text_of(notice(kind, longest, "عبد الرحمن محمد عبد السلام الطرابلسي", document)).segments <= 4


@pytest.mark.requirement("NOT-2", "ENR-3")
def test_a_document_stands_in_a_notice_by_its_name() -> None:
    text = text_of(notice(NoticeKind.DOCUMENT_ENDING, document="work_contract"))

    assert "«عقد عمل»" in text.ar
    assert "'Work contract'" in text.en


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize(("characters", "segments"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_an_arabic_text_is_billed_by_seventy_alone_and_by_sixty_seven_in_several(
    characters: int, segments: int
) -> None:
    assert Text("ع" * characters, "").segments == segments


@pytest.mark.requirement("NOT-2")
def test_what_lies_beyond_the_basic_plane_counts_as_two_characters() -> None:
    assert Text("ع" * 69 + "😀", "").segments == 2

"""What SMS say, in Arabic with English beside it, and that the files of their texts are whole (NOT-2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.notify import templates
from functions.notify.templates import BrokenTemplate, Text, UnfitNotice, read_template, shipped, text_of
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.shipped import shipped_law
from ishtirak.rules.notices import NoticeKind
from ishtirak.rules.packages import REASON_TEXTS, Package, Reason
from ishtirak.rules.segments import size_of
from ishtirak.storage import keys
from ishtirak.storage.notices import Notice
from ishtirak.storage.templates import AS_SHIPPED, ApprovedText, Wording

SHIPPED = Path(templates.__file__).parent / "texts"

VALUES = {
    "name": "علي",
    "amount": "1234567.890",
    "document": "identity",
    "documents": "salary_certificate,bank_account,family_status,identity",
    "package": Package.BASIC_2_5.value,
    "reason": Reason.EMPLOYER_UNPAID.value,
    "reference": "RF38E0123456789AB",
    "on": "2026-05-12",
    "ends_on": "2026-12-31",
    "due_on": "2026-05-12",
    "until": "2026-08-08",
    "first_month": "2026-02",
    "last_month": "2026-04",
}


def notice(kind: NoticeKind, **values: str) -> Notice:
    return Notice(keys.subscriber("S1"), kind, "cause", "2026-05-12T09:00:00+02:00", {**VALUES, **values})


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_notice_has_its_text_with_the_facts_of_the_case(kind: NoticeKind) -> None:
    text = text_of(notice(kind), AS_SHIPPED)

    for said in text:
        assert "علي" in said or kind is NoticeKind.PAYMENT_RECEIVED, "which says no name, to be short"
        assert "{" not in said
    if kind is not NoticeKind.DOCUMENTS_NEEDED:
        assert any(f"\u2066{dated}\u2069" in text.ar for dated in ("2026-05-12", "2026-12-31", "2026-04"))


@pytest.mark.requirement("NOT-2")
def test_a_package_and_a_reason_stand_in_a_notice_by_their_names() -> None:
    text = text_of(notice(NoticeKind.PACKAGE_LOWERED), AS_SHIPPED)

    assert shipped_law().packages["basic_2_5"].name.ar in text.ar
    assert REASON_TEXTS[Reason.EMPLOYER_UNPAID].en in text.en


@pytest.mark.requirement("NOT-2", "ENR-3")
def test_a_document_stands_in_a_notice_by_its_name() -> None:
    text = text_of(notice(NoticeKind.DOCUMENT_ENDING, document="work_contract"), AS_SHIPPED)

    assert "«عقد عمل»" in text.ar
    assert "'Work contract'" in text.en


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_no_text_that_ships_needs_more_messages_than_its_file_allows_with_the_longest_values(kind: NoticeKind) -> None:
    template = shipped(kind)

    needed = size_of(template.at_longest(shipped_law()).ar)

    assert needed.segments <= template.most_segments, f"{kind.value}.yaml: {needed}"


@pytest.mark.requirement("NOT-2")
def test_the_segments_of_a_text_are_those_of_the_arabic_one() -> None:
    assert Text("ع" * 71, "a" * 500).segments == 2


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize(("name", "value"), [("on", None), ("on", "12 May"), ("package", "golden"), ("name", "")])
def test_a_notice_is_never_told_with_a_hole_in_it(name: str, value: str | None) -> None:
    unfit = notice(NoticeKind.PACKAGE_LOWERED)
    if value is None:
        del unfit.values[name]
    else:
        unfit.values[name] = value

    with pytest.raises(UnfitNotice) as error:
        text_of(unfit, AS_SHIPPED)

    assert error.value.values == {"kind": "package_lowered", "cause": "cause", "name": name}


@pytest.mark.requirement("NOT-2")
def test_a_text_that_was_approved_takes_the_place_of_the_one_that_ships() -> None:
    said = Bilingual("تغطيتك {package} منذ {on} {name}", "{package} {on} {name}")
    wording = Wording(1, {"package_restored": ApprovedText(said, 1, "2026-05-01T09:00:00+02:00")})

    text = text_of(notice(NoticeKind.PACKAGE_RESTORED, package="full"), wording)

    assert text.ar == "تغطيتك الباقة الكاملة منذ \u20662026-05-12\u2069 علي"
    assert text_of(notice(NoticeKind.WELCOME), wording) == text_of(notice(NoticeKind.WELCOME), AS_SHIPPED)


@pytest.mark.requirement("NOT-2")
def test_a_text_that_does_not_fit_what_a_release_gives_gives_way_to_the_one_that_ships() -> None:
    said = Bilingual("{name} {on} {surname}", "{name} {on} {surname}")
    wording = Wording(1, {"package_restored": ApprovedText(said, 1, "2026-05-01T09:00:00+02:00")})
    restored = notice(NoticeKind.PACKAGE_RESTORED)

    assert text_of(restored, wording) == text_of(restored, AS_SHIPPED)


WHOLE = """\
must_say: {name: name}
may_say: {due_on: date}
segments: 1
ar: "{name}"
en: "{name}"
"""


@pytest.mark.requirement("NOT-2")
@pytest.mark.parametrize(
    ("written", "line", "reason"),
    [
        (WHOLE.replace("must_say: {name: name}\n", ""), 1, "must_say is missing"),
        (WHOLE.replace("segments: 1\n", ""), 1, "segments is missing"),
        (WHOLE.replace('ar: "{name}"\n', ""), 1, "ar is missing"),
        (WHOLE.replace('en: "{name}"\n', ""), 1, "en is missing"),
        (WHOLE.replace("{name: name}", "[name]"), 1, "must_say: must name values"),
        (WHOLE.replace("{name: name}", "{name: surname}"), 1, "'surname' is not a valid ValueType"),
        (WHOLE.replace("{due_on: date}", "{due_on}"), 2, "None is not a valid ValueType"),
        (WHOLE.replace("segments: 1", "segments: few"), 3, "segments: must be a whole number"),
        (WHOLE.replace('ar: "{name}"', 'ar: "{name} {on}"'), 4, "no value on"),
        (WHOLE.replace('ar: "{name}"', 'ar: "{name} {due_on}"'), 5, "must say due_on"),
        (WHOLE.replace('en: "{name}"', 'en: "Hello"'), 5, "must say name"),
        (WHOLE.replace('en: "{name}"', 'en: "{name} {"'), 5, "Braces"),
        (WHOLE.replace('en: "{name}"', 'en: ""'), 5, "en: must be text"),
        (WHOLE + "fr: x\n", 6, "unknown field fr"),
        (WHOLE + 'en: "{name}"\n', 6, "stands twice"),
    ],
)
def test_a_file_that_is_not_a_template_is_refused_with_its_line(written: str, line: int, reason: str) -> None:
    with pytest.raises(BrokenTemplate) as broken:
        read_template(NoticeKind.OVERDUE, written)

    assert (broken.value.values["file"], broken.value.values["line"]) == ("overdue.yaml", line)
    assert reason in broken.value.in_english


@pytest.mark.requirement("NOT-2")
def test_every_kind_has_its_file_and_no_file_is_of_no_kind() -> None:
    assert {file.name for file in SHIPPED.iterdir()} == {f"{kind.value}.yaml" for kind in NoticeKind}

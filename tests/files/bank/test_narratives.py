"""What :86: says of a payment, in every way in which banks say it."""

from __future__ import annotations

import pytest

from ishtirak.files.bank.narratives import Narrative, narrative_of

pytestmark = pytest.mark.requirement("COL-9")

IBAN = "DE89370400440532013000"


def _said(read: Narrative) -> tuple[str, str, str, str]:
    return read.name, str(read.account), read.end_to_end_id, read.text


@pytest.mark.parametrize("mark", ["?", ">", "<", "+", "@", "~"])
def test_german_subfields_behind_any_mark(mark: str) -> None:
    text = f"166?00GUTSCHRIFT?109999?20EREF+E-1?21SVWZ+Beitrag Februar?30COBADEFF?31{IBAN}?32Firma Nur?33Tripolis"

    read = narrative_of((text.replace("?", mark).replace("EREF" + mark, "EREF+").replace("SVWZ" + mark, "SVWZ+"),))

    assert _said(read) == ("Firma Nur Tripolis", IBAN, "E-1", "Beitrag Februar")
    assert (read.posting_text, read.code) == ("GUTSCHRIFT", "166")


def test_a_german_text_without_keywords_goes_on_where_a_subfield_is_full() -> None:
    read = narrative_of(("051?00UEBERWEISUNG?20Beitrag der Firma Nur fuer d?21en Februar?22Rechnung 7",))

    assert read.text == "Beitrag der Firma Nur fuer den Februar Rechnung 7"


def test_subfields_without_a_code_before_them() -> None:
    read = narrative_of(("?20SVWZ+Beitrag?32Firma Nur",))

    assert (read.text, read.name, read.code) == ("Beitrag", "Firma Nur", "")


def test_a_name_of_two_subfields_is_joined_where_the_first_is_full() -> None:
    read = narrative_of(("051?00X?3010020030?31234567?32Muster-Versicherungs-Verein?33igung a.G.",))

    assert (read.name, str(read.account)) == ("Muster-Versicherungs-Vereinigung a.G.", "10020030/234567")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"/EREF/E-1//CNTP/{IBAN}/COBADEFF/Firma Nur/TRIPOLI///REMI/USTD//Beitrag Februar/",
            ("Firma Nur", IBAN, "E-1", "Beitrag Februar"),
        ),
        (
            f"/TRTP/SEPA OVERBOEKING/IBAN/{IBAN}/BIC/COBADEFF/NAME/Firma Nur/REMI/Beitrag/EREF/NOTPROVIDED",
            ("Firma Nur", IBAN, "", "Beitrag"),
        ),
        (
            "/EREF/E-1/ORDP//NAME/Firma Nur/REMI/Beitrag 2/2026/ISDT/2026-03-02",
            ("Firma Nur", "", "E-1", "Beitrag 2/2026"),
        ),
        ("EREF/E-1/PREF/P-1/CRNM/Firma Nur/CACT/107045863/REMI/Beitrag", ("Firma Nur", "107045863", "E-1", "Beitrag")),
        (
            f"SEPA OVERBOEKING     IBAN: {IBAN}  BIC: COBADEFF    NAAM: Firma Nur OMSCHRIJVING: Beitrag KENMERK: K-1",
            ("Firma Nur", IBAN, "K-1", "Beitrag"),
        ),
        (
            f"Beitrag 2026\nREK: {IBAN}/NAAM: Firma Nur",
            ("Firma Nur", IBAN, "", f"Beitrag 2026 REK: {IBAN}/NAAM: Firma Nur"),
        ),
        ("Miete", ("", "", "", "Miete")),
    ],
)
def test_texts_with_codes_with_labels_and_free(text: str, expected: tuple[str, str, str, str]) -> None:
    assert _said(narrative_of(tuple(text.split("\n")))) == expected


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("/REMI/STRD/CUR/9876543210", "9876543210"),
        ("/REMI/USTD//RF18539007547034 Februar", "RF18539007547034"),
        ("دفع المرجع RF18 5390 0754 7034 عن فبراير", "RF18539007547034"),
        ("RF18539007547035 has other check digits", ""),
        ("166?00X?20SVWZ+RF18539007547034", "RF18539007547034"),
    ],
)
def test_a_creditor_reference_is_known_by_its_check_digits(text: str, reference: str) -> None:
    assert narrative_of((text,)).creditor_reference == reference

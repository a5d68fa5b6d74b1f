"""What :86: and :NS: say of a payment, in the three ways in which banks write it, and in free text.

German     166?00GUTSCHRIFT?20EREF+…?21SVWZ+…?31 account?32 name     any mark may stand for the ?
with codes /EREF/…/NAME/…/REMI/…/IBAN/…                              of the Netherlands and of many others
labelled   IBAN: … BIC: … NAAM: … OMSCHRIJVING: …
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ishtirak.files.bank.entries import NOBODY, Account
from ishtirak.files.bank.limits import LONGEST_TEXT
from ishtirak.files.bank.references import account, creditor_reference_in, iban_in, reference

_FULL_LINE = 65
_FULL_SUBFIELD = 27
_GERMAN = re.compile(r"\s*(?:([0-9]{3})([^\w\s])|(\?))(?=[0-9]{2})")
"""With the code of the kind of payment, or straight away with its first subfield."""
_KEYWORD = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC|COAM|OAMT|RREF|MDAT)[+:] ?")
_CODES = (
    "ABTR ACCW ADDR AREF BENM BIC CACT CBIC CDTR CHGS CNTP CREF CRNM CSID DBTR EREF EXCH IBAN IREF ISDT KREF MARF NAME "
    "NREF OAMT OCMT OPRP ORDP PREF PURP REMI RFB RREF RTRN SVCL SVWZ TRCD TRTP UCRD UDTR ULTB ULTC ULTD"
)
_CODE = re.compile(rf"(?:^|/)({'|'.join(_CODES.split())})/")
_LABEL = re.compile(r"\b(IBAN|REK|BIC|NAAM|NAME|OMSCHRIJVING|KENMERK|EREF)\s?: ?")


@dataclass(frozen=True, slots=True)
class Narrative:
    """What a text says of one payment; "" and NOBODY where it does not say."""

    text: str = ""
    name: str = ""
    on_behalf_of: str = ""
    account: Account = NOBODY
    end_to_end_id: str = ""
    customer_reference: str = ""
    creditor_reference: str = ""
    posting_text: str = ""
    code: str = ""


def narrative_of(lines: tuple[str, ...]) -> Narrative:
    """What the lines of :86: say."""
    joined = "".join(lines)
    if german := _GERMAN.match(joined):
        return _finished(_german(joined[german.end() - 1 :], german[1] or "", german[2] or german[3]))
    if _CODE.match(joined):
        return _finished(_coded(joined))
    return _finished(_free(_unwrapped(lines)))


def non_swift(lines: tuple[str, ...]) -> Narrative:
    """What :NS: below an entry says: 01 to 14 text, 15 and 16 the name, 17 the posting, 33 and 34 bank and account."""
    values = {line[:2]: line[2:].strip() for line in lines if line[:2].isdigit()}
    purpose = [values[key] for number in range(1, 15) if (key := f"{number:02d}") in values]
    return _finished(
        Narrative(
            text=" ".join(filter(None, purpose)),
            name=_glued([values.get("15", ""), values.get("16", "")]),
            posting_text=values.get("17", ""),
            account=account(values.get("34", ""), values.get("33", "")),
        )
    )


def _finished(read: Narrative) -> Narrative:
    """With single spaces, without words that say nothing, with the reference that stands inside the text."""
    text = " ".join(read.text.split())[:LONGEST_TEXT]
    return replace(
        read,
        text=text,
        name=" ".join(read.name.split()),
        end_to_end_id=reference(read.end_to_end_id),
        customer_reference=reference(read.customer_reference),
        creditor_reference=read.creditor_reference or creditor_reference_in(text),
    )


def _german(text: str, code: str, mark: str) -> Narrative:
    subfields: dict[str, str] = {}
    for piece in re.split(rf"{re.escape(mark)}(?=[0-9]{{2}})", text):
        if piece[:2].isdigit():
            subfields[piece[:2]] = subfields.get(piece[:2], "") + piece[2:]
    purpose, said = _purpose([subfields[key] for key in _purpose_keys(subfields)])
    number = subfields.get("38", "").strip() or subfields.get("31", "").strip()
    return Narrative(
        text=said.get("SVWZ", "") or purpose,
        name=_glued([subfields.get("32", ""), subfields.get("33", "")]),
        on_behalf_of=said.get("ABWA", "") or said.get("ABWE", ""),
        account=account(said.get("IBAN", "") or number, subfields.get("30", "").strip()),
        end_to_end_id=said.get("EREF", ""),
        customer_reference=said.get("KREF", ""),
        posting_text=subfields.get("00", "").strip(),
        code=code,
    )


def _purpose_keys(subfields: dict[str, str]) -> list[str]:
    return [key for key in (*(f"2{n}" for n in range(10)), *(f"6{n}" for n in range(4))) if key in subfields]


def _purpose(lines: list[str]) -> tuple[str, dict[str, str]]:
    """The text, and what stands behind keywords such as EREF+.

    A keyword begins a subfield. What it names goes on into the next one only where its own is full, but for SVWZ, which
    is the text itself.
    """
    said: dict[str, str] = {}
    free: list[str] = []
    keyword, was_full = "", False
    for line in lines:
        if found := _KEYWORD.match(line):
            keyword = found[1]
            said[keyword] = line[found.end() :]
        elif keyword and was_full:
            said[keyword] += line
        elif keyword == "SVWZ":
            said[keyword] += " " + line
        else:
            keyword = ""
            free.append(line)
        was_full = len(line) >= _FULL_SUBFIELD
    text = " ".join(filter(None, (said.get("SVWZ", ""), _glued(free))))
    return text, {**said, "SVWZ": text}


def _glued(lines: list[str]) -> str:
    """Subfields as one text: a full one was broken inside a word, a shorter one ended there."""
    glued = ""
    for line in lines:
        glued += line if len(line) >= _FULL_SUBFIELD else f"{line} "
    return glued.strip()


def _coded(text: str) -> Narrative:
    values: dict[str, str] = {}
    marks = list(_CODE.finditer(text))
    for mark, end in zip(marks, [*(each.start() for each in marks[1:]), len(text)], strict=True):
        values.setdefault(mark[1], text[mark.end() : end].strip().strip("/"))
    said = values.get
    iban, _, name = _counterparty(said("CNTP", ""))
    remittance, structured = _remittance(said("REMI", "") or said("SVWZ", "") or said("RFB", ""))
    return Narrative(
        text=remittance,
        name=said("NAME") or name or said("CRNM", "") or _party(said("ORDP", "") or said("BENM", "")),
        on_behalf_of=_party(said("ULTD", "") or said("UDTR", "") or said("ULTC", "") or said("UCRD", "")),
        account=account(said("IBAN") or iban or said("CACT", "") or said("ACCW", "").partition(",")[0]),
        end_to_end_id=said("EREF", ""),
        customer_reference=said("KREF") or said("PREF") or said("IREF", ""),
        creditor_reference=structured,
        posting_text=said("TRTP", ""),
        code=said("TRCD", ""),
    )


def _counterparty(text: str) -> tuple[str, str, str]:
    """/CNTP/account/BIC/name/city///"""
    values = [*text.split("/"), "", "", ""]
    return values[0], values[1], values[2]


def _remittance(text: str) -> tuple[str, str]:
    """/REMI/ in free text, or as USTD//text, or as STRD/kind/reference."""
    if text.startswith("USTD/"):
        return text.removeprefix("USTD/").strip("/"), ""
    if text.startswith("STRD/"):
        return text.removeprefix("STRD/"), text.rstrip("/").rpartition("/")[2]
    return text, ""


def _party(text: str) -> str:
    """A party that is named as //NAME/…, or by nothing but its name."""
    return text.replace("NAME/", "").strip("/ ")


def _free(text: str) -> Narrative:
    labels = list(_LABEL.finditer(text))
    said: dict[str, str] = {}
    for label, end in zip(labels, [*(each.start() for each in labels[1:]), len(text)], strict=False):
        said.setdefault(label[1], text[label.end() : end].strip(" /\n"))
    number = said.get("IBAN") or said.get("REK", "")
    iban = iban_in(number) or iban_in(text)
    return Narrative(
        text=said.get("OMSCHRIJVING") or text,
        name=(said.get("NAAM") or said.get("NAME", "")).partition("\n")[0],
        account=Account(iban=iban) if iban else NOBODY,
        end_to_end_id=said.get("KENMERK") or said.get("EREF", ""),
    )


def _unwrapped(lines: tuple[str, ...]) -> str:
    """Lines of free text as one: a full line may be broken inside a word, others ended there.

    The first line is shorter by its tag, which belongs to it.
    """
    text = ""
    for place, line in enumerate(lines):
        is_full = len(line) + (4 if place == 0 else 0) >= _FULL_LINE
        text += line if is_full else f"{line}\n"
    return text.strip()

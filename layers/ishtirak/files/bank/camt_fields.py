"""Fields of camt, found by their names whatever the namespace and its prefix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ishtirak.files.bank.currencies import Amount, amount_of
from ishtirak.files.bank.dates import iso_date
from ishtirak.files.bank.entries import Account
from ishtirak.files.bank.errors import UnreadSide
from ishtirak.files.bank.limits import LONGEST_TEXT
from ishtirak.files.bank.references import account, is_iban
from ishtirak.files.bank.xml_events import local


def each(element: Element | None, path: str) -> Iterator[Element]:
    """The elements at `path` ("Refs/EndToEndId") below `element`, in order."""
    if element is None:
        return
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from each(child, rest)
            else:
                yield child


def first(element: Element | None, *paths: str) -> Element | None:
    """The first element at the first of `paths` that leads to one."""
    return next((found for path in paths for found in each(element, path)), None)


def text(element: Element | None, *paths: str) -> str:
    """The text of the first of `paths` where there is any, with single spaces."""
    for path in paths:
        for found in each(element, path):
            if written := " ".join((found.text or "").split()):
                return written[:LONGEST_TEXT]
    return ""


def texts(element: Element | None, path: str) -> list[str]:
    return [written for found in each(element, path) if (written := " ".join((found.text or "").split()))]


def amount(element: Element) -> Amount:
    """An `Amt` with its currency.

    Raises: UnreadAmount.
    """
    return amount_of((element.text or "").strip(), element.get("Ccy", "").strip())


def is_credit(element: Element) -> bool:
    """`CdtDbtInd`.

    Raises: UnreadSide.
    """
    side = text(element, "CdtDbtInd")
    if side not in ("CRDT", "DBIT"):
        raise UnreadSide(value=side[:40])
    return side == "CRDT"


def day(element: Element | None, *paths: str) -> dt.date | None:
    """The date, or the day of the moment, at the first of `paths` where one stands; None where none does.

    Raises: NoSuchDate.
    """
    written = text(element, *paths)
    return iso_date(written) if written else None


def account_of(element: Element | None) -> Account:
    """The account of an `Acct`. Its IBAN stands as the bank wrote it; another number may turn out to be one."""
    if iban := text(element, "Id/IBAN"):
        return Account(iban=iban.replace(" ", "").upper())
    other = text(element, "Id/Othr/Id")
    return account(other) if is_iban(other.replace(" ", "").upper()) else Account(number=other)


def party(element: Element | None, path: str) -> str:
    """The name of a party: in `Pty` since version 08, or of the bank that is one."""
    return text(element, f"{path}/Nm", f"{path}/Pty/Nm", f"{path}/Agt/FinInstnId/Nm")


def whole(written: str) -> int | None:
    """A count; None where it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 15 else None

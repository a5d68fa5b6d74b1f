"""Bank statements for these tests, written in memory: the same account in each format, and pieces of files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from ishtirak.files.bank.currencies import decimals_of
from ishtirak.files.bank.entries import Entry, RefusedEntry
from ishtirak.files.bank.statements import BankFile, Statement

DATA = Path(__file__).parents[2] / "data" / "bank"

OURS = "LY83002048000020100120361"
PAYER = "LY88021001000000000120001"


@dataclass(frozen=True)
class Move:
    """A payment as a bank knows it, in minor units."""

    minor: int
    is_credit: bool = True
    booked: dt.date = dt.date(2026, 3, 2)
    value: dt.date = dt.date(2026, 3, 2)
    bank_reference: str = ""
    end_to_end_id: str = ""
    name: str = ""
    text: str = ""
    is_reversal: bool = False

    @property
    def signed(self) -> int:
        return self.minor if self.is_credit else -self.minor


@dataclass(frozen=True)
class Read:
    """A statement with what was read of it."""

    statement: Statement
    entries: list[Entry]
    refused: list[RefusedEntry]

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.statement.problems]


def read(content: bytes | str, file_name: str = "statement") -> list[Read]:
    source = io.BytesIO(content.encode() if isinstance(content, str) else content)
    found = []
    for statement in BankFile(source, file_name):
        entries = list(statement)
        good = [entry for entry in entries if isinstance(entry, Entry)]
        refused = [entry for entry in entries if isinstance(entry, RefusedEntry)]
        found.append(Read(statement, good, refused))
    return found


def read_one(content: bytes | str) -> Read:
    (only,) = read(content)
    return only


def read_data(name: str) -> list[Read]:
    return read((DATA / name).read_bytes(), name)


def lines(*texts: str, end: str = "\r\n") -> str:
    return "".join(f"{text}{end}" for text in texts)


def written(minor: int, currency: str = "LYD", point: str = ".") -> str:
    decimals = decimals_of(currency)
    digits = f"{abs(minor):0{decimals + 1}d}"
    return f"{digits[:-decimals]}{point}{digits[-decimals:]}" if decimals else digits + ("," if point == "," else "")


# --- MT940


def mt940(moves: Iterable[Move], opening: int = 0, currency: str = "LYD", *, number: str = "3/1") -> str:
    moves = list(moves)
    closing = opening + sum(move.signed for move in moves)
    said = [":20:MARCH", f":25:{OURS}", f":28C:{number}", _swift_balance("60F", opening, currency)]
    for move in moves:
        mark = ("C" if move.is_credit else "D") if not move.is_reversal else ("RD" if move.is_credit else "RC")
        dates = f"{move.value:%y%m%d}{move.booked:%m%d}"
        amount = written(move.minor, currency, ",")
        said.append(f":61:{dates}{mark}{amount}NTRFNONREF//{move.bank_reference}")
        said.append(f":86:/EREF/{move.end_to_end_id}/NAME/{move.name}/REMI/{move.text}")
    return lines(*said, _swift_balance("62F", closing, currency), "-")


def _swift_balance(tag: str, minor: int, currency: str) -> str:
    return f":{tag}:{'D' if minor < 0 else 'C'}260301{currency}{written(minor, currency, ',')}"


def message(*fields: str) -> str:
    """A message in which the balances are right, if `fields` come to 1,000.000 in and nothing out."""
    return lines(":20:M", f":25:{OURS}", ":28C:1/1", ":60F:C260301LYD0,", *fields, ":62F:C260331LYD1000,", "-")


# --- camt


def camt(
    moves: Iterable[Move],
    opening: int = 0,
    currency: str = "LYD",
    *,
    message: str = "053",
    version: str = "08",
    prefix: str = "",
    namespace: str | None = None,
    encoding: str = "utf-8",
) -> bytes:
    moves = list(moves)
    body = "".join(camt_entry(move, currency, version) for move in moves)
    closing = opening + sum(move.signed for move in moves)
    balances = camt_balance("OPBD", opening, currency) + camt_balance("CLBD", closing, currency)
    return camt_file(
        camt_statement(balances + body, currency, message=message),
        message=message,
        version=version,
        prefix=prefix,
        namespace=namespace,
        encoding=encoding,
    )


ROOTS = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def camt_statement(body: str, currency: str = "LYD", *, message: str = "053", statement_id: str = "S1") -> str:
    name = ROOTS[message][1]
    return (
        f"<{name}><Id>{statement_id}</Id><ElctrncSeqNb>3</ElctrncSeqNb>"
        f"<Acct><Id><IBAN>{OURS}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{body}</{name}>"
    )


def camt_file(
    statements: str,
    *,
    message: str = "053",
    version: str = "08",
    prefix: str = "",
    namespace: str | None = None,
    encoding: str = "utf-8",
) -> bytes:
    root = ROOTS[message][0]
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}" if namespace is None else namespace
    text = f"<Document><{root}><GrpHdr><MsgId>M</MsgId></GrpHdr>{statements}</{root}></Document>"
    if prefix:
        text = text.replace("</", f"<\0{prefix}:").replace("<", f"<{prefix}:").replace(f"<{prefix}:\0", "</")
    declared = f' xmlns{":" if prefix else ""}{prefix}="{space}"' if space else ""
    head = f"{prefix}:Document" if prefix else "Document"
    text = text.replace(f"<{head}>", f"<{head}{declared}>", 1)
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'.encode(encoding, "xmlcharrefreplace")


def camt_balance(kind: str, minor: int, currency: str = "LYD", on: str = "2026-03-01") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{camt_amount(minor, currency)}"
        f"<CdtDbtInd>{'DBIT' if minor < 0 else 'CRDT'}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def camt_amount(minor: int, currency: str = "LYD") -> str:
    return f'<Amt Ccy="{currency}">{written(minor, currency)}</Amt>'


def camt_entry(move: Move, currency: str = "LYD", version: str = "08", details: str | None = None) -> str:
    newer = int(version) >= 8
    side = "CRDT" if move.is_credit else "DBIT"
    name = f"<Nm>{escape(move.name)}</Nm>"
    party = f"<Pty>{name}</Pty>" if newer else name
    role = "Dbtr" if move.is_credit is not move.is_reversal else "Cdtr"
    whole = (
        f"<TxDtls><Refs><EndToEndId>{escape(move.end_to_end_id)}</EndToEndId></Refs>"
        f"<RltdPties><{role}>{party}</{role}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(move.text)}</Ustrd></RmtInf></TxDtls>"
    )
    return (
        f"<Ntry>{camt_amount(move.minor, currency)}<CdtDbtInd>{side}</CdtDbtInd>"
        f"<RvslInd>{str(move.is_reversal).lower()}</RvslInd><Sts>{'<Cd>BOOK</Cd>' if newer else 'BOOK'}</Sts>"
        f"<BookgDt><Dt>{move.booked}</Dt></BookgDt><ValDt><Dt>{move.value}</Dt></ValDt>"
        f"<AcctSvcrRef>{escape(move.bank_reference)}</AcctSvcrRef>"
        f"<NtryDtls>{whole if details is None else details}</NtryDtls></Ntry>"
    )


# --- tables

HEADING = "التاريخ,تاريخ الحق,مدين,دائن,الرصيد,المرجع,مرجع العميل,البيان,اسم الدافع"


def table(moves: Sequence[Move], opening: int = 0) -> str:
    rows = [HEADING]
    balance = opening
    for move in moves:
        balance += move.signed
        debit, credit = ("", written(move.minor)) if move.is_credit else (written(move.minor), "")
        shown = f"{'-' if balance < 0 else ''}{written(balance)}"
        cells = (str(move.booked), str(move.value), debit, credit, shown, move.bank_reference, move.end_to_end_id)
        rows.append(",".join((*cells, move.text, move.name)))
    return lines(f"رقم الحساب,{OURS}", f"الرصيد الافتتاحي,{'-' if opening < 0 else ''}{written(opening)}", *rows)

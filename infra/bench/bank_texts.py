"""Statements of 50,000 payments of one month as a bank writes them, for measuring; nobody's payments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import TextIOBase

_ACCOUNT = "LY83002048000020100120361"
_OPENING = 1_000_000


def _payments(count: int) -> Iterator[tuple[int, int, str, str]]:
    """Number, dirhams, day of March 2026, and the employer who paid."""
    for number in range(1, count + 1):
        yield number, 25_000 + number % 9_000, f"{1 + number * 30 // (count + 1):02d}", f"شركة رقم {number}"


def _dinars(dirhams: int, point: str = ".") -> str:
    return f"{dirhams // 1_000}{point}{dirhams % 1_000:03d}"


def _closing(count: int) -> int:
    return _OPENING + sum(dirhams for _, dirhams, _, _ in _payments(count))


def write_camt(out: TextIOBase, count: int) -> None:
    """camt.053.001.08 with what banks fill in: references, both dates, parties, remittance."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n')
    out.write("<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-04-01T06:00:00+02:00</CreDtTm></GrpHdr>\n<Stmt><Id>S1</Id>")
    out.write(f"<Acct><Id><IBAN>{_ACCOUNT}</IBAN></Id><Ccy>LYD</Ccy></Acct>\n")
    for kind, dirhams, day in (("OPBD", _OPENING, "03-01"), ("CLBD", _closing(count), "03-31")):
        out.write(
            f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="LYD">{_dinars(dirhams)}</Amt>'
            f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-{day}</Dt></Dt></Bal>\n"
        )
    for number, dirhams, day, name in _payments(count):
        amount = f'<Amt Ccy="LYD">{_dinars(dirhams)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        out.write(
            f"<Ntry><NtryRef>{number}</NtryRef>\n  {amount}<Sts><Cd>BOOK</Cd></Sts>\n"
            f"  <BookgDt><Dt>2026-03-{day}</Dt></BookgDt><ValDt><Dt>2026-03-{day}</Dt></ValDt>\n"
            f"  <AcctSvcrRef>B{number:012d}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
            "<SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n  <NtryDtls><TxDtls><Refs>"
            f"<AcctSvcrRef>B{number:012d}</AcctSvcrRef><InstrId>I{number}</InstrId><EndToEndId>E{number}</EndToEndId>"
            f"</Refs>\n    {amount}\n    <RltdPties><Dbtr><Pty><Nm>{name}</Nm><PstlAdr><Ctry>LY</Ctry></PstlAdr></Pty>"
            f"</Dbtr><DbtrAcct><Id><IBAN>{_ACCOUNT}</IBAN></Id></DbtrAcct></RltdPties>\n"
            f"    <RmtInf><Ustrd>اشتراك شهر فبراير رقم {number}</Ustrd></RmtInf></TxDtls></NtryDtls>\n"
            "  <AddtlNtryInf>حوالة واردة</AddtlNtryInf></Ntry>\n"
        )
    out.write("</Stmt></BkToCstmrStmt></Document>\n")


def write_mt940(out: TextIOBase, count: int) -> None:
    """One message with all entries, each with a structured :86: of three lines."""
    out.write(f":20:MARCH\r\n:25:{_ACCOUNT}\r\n:28C:3/1\r\n:60F:C260301LYD{_dinars(_OPENING, ',')}\r\n")
    for number, dirhams, day, name in _payments(count):
        out.write(
            f":61:2603{day}03{day}C{_dinars(dirhams, ',')}NTRFI{number}//B{number:012d}\r\n"
            f":86:166?00حوالة واردة?20EREF+E{number}?21SVWZ+اشتراك شهر فبراير\r\n"
            f"?30NATIONAL?31{_ACCOUNT}\r\n?32{name}\r\n"
        )
    out.write(f":62F:C260331LYD{_dinars(_closing(count), ',')}\r\n-\r\n")


def write_table(out: TextIOBase, count: int) -> None:
    """CSV with Arabic names of columns and a balance beside each line."""
    out.write(f"رقم الحساب,{_ACCOUNT}\r\n")
    out.write("التاريخ,تاريخ الحق,مدين,دائن,الرصيد,المرجع,البيان,اسم الدافع,حساب الدافع\r\n")
    balance = _OPENING
    for number, dirhams, day, name in _payments(count):
        balance += dirhams
        out.write(
            f"2026-03-{day},2026-03-{day},,{_dinars(dirhams)},{_dinars(balance)},B{number:012d},"
            f"اشتراك شهر فبراير رقم {number},{name},{_ACCOUNT}\r\n"
        )


WRITERS: tuple[tuple[str, Callable[[TextIOBase, int], None]], ...] = (
    ("camt.053", write_camt),
    ("MT940", write_mt940),
    ("CSV", write_table),
)

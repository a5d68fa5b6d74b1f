"""What a statement says of itself, held against its entries, and against the statements before it in the file."""

from __future__ import annotations

from collections.abc import Iterator

from ishtirak.files.bank.currencies import Amount
from ishtirak.files.bank.entries import Balance, Declared, Ending, Entry, Format, Heading, Kind, Status
from ishtirak.files.bank.errors import (
    BalanceMismatch,
    BalanceUnchecked,
    BankProblem,
    CountMismatch,
    MissingAccount,
    MissingBalance,
    MissingCurrency,
    MixedCurrency,
    OpeningGap,
    RepeatedStatement,
    ReversalsTurned,
    SumMismatch,
)

_ALL, _CREDITS, _DEBITS = ("all", "الكل"), ("credits", "الدائن"), ("debits", "المدين")


class Sums:
    """What the entries of one statement come to, in minor units of its currency."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.credit_count = self.debit_count = self.refused_count = self.foreign_count = 0
        self.credit_total = self.debit_total = 0
        self.booked = 0
        """Credits less debits, of booked entries alone."""
        self.reversed = 0
        """The same of those that are reversals."""

    def add(self, entry: Entry) -> None:
        self.currency = self.currency or entry.amount.currency
        self.credit_count += entry.is_credit
        self.debit_count += not entry.is_credit
        if entry.amount.currency != self.currency:
            self.foreign_count += 1
            return
        if entry.is_credit:
            self.credit_total += entry.amount.minor
        else:
            self.debit_total += entry.amount.minor
        if entry.status is Status.BOOKED:
            self.booked += entry.signed
            self.reversed += entry.signed if entry.is_reversal else 0

    @property
    def are_whole(self) -> bool:
        return not self.refused_count and not self.foreign_count


def of_heading(heading: Heading, currency: str) -> Iterator[BankProblem]:
    """What is missing above the entries."""
    if not heading.account:
        yield MissingAccount()
    if not currency:
        yield MissingCurrency()


def of_balances(kind: Kind, opening: Balance | None, closing: Balance | None, sums: Sums) -> Iterator[BankProblem]:
    """Opening + entries = closing, for a statement; what else has balances is not held against them."""
    if kind is not Kind.STATEMENT:
        return
    for balance, which, which_ar in ((opening, "opening", "الافتتاحي"), (closing, "closing", "الختامي")):
        if balance is None:
            yield MissingBalance(which=which, which_ar=which_ar)
        elif sums.currency and balance.amount.currency != sums.currency:
            yield MixedCurrency(found=balance.amount.currency, expected=sums.currency)
    if opening and closing and {opening.amount.currency, closing.amount.currency} == {sums.currency}:
        yield from _of_difference(opening.amount, closing.amount, sums)


def _of_difference(opening: Amount, closing: Amount, sums: Sums) -> Iterator[BankProblem]:
    if not sums.are_whole:
        yield BalanceUnchecked()
        return
    difference = closing.minor - opening.minor - sums.booked
    if difference and difference == -2 * sums.reversed:
        yield ReversalsTurned()
    elif difference:
        entries = Amount(sums.booked, sums.currency)
        off = Amount(difference, sums.currency)
        yield BalanceMismatch(opening=opening, entries=entries, closing=closing, difference=off)


def of_declared(declared: Declared, sums: Sums) -> Iterator[BankProblem]:
    """Numbers and sums of entries, as stated and as they are. A refused entry stands on no side, and so stops them."""
    if sums.refused_count:
        return
    both = sums.credit_count + sums.debit_count
    for stated, counted, (side, side_ar) in (
        (declared.count, both, _ALL),
        (declared.credit_count, sums.credit_count, _CREDITS),
        (declared.debit_count, sums.debit_count, _DEBITS),
    ):
        if stated is not None and stated != counted:
            yield CountMismatch(stated=stated, counted=counted, side=side, side_ar=side_ar)
    if sums.foreign_count:
        return
    for stated, counted, (side, side_ar) in (
        (declared.total, sums.credit_total + sums.debit_total, _ALL),
        (declared.net, sums.credit_total - sums.debit_total, _ALL),
        (declared.credit_total, sums.credit_total, _CREDITS),
        (declared.debit_total, sums.debit_total, _DEBITS),
    ):
        if stated is not None and stated != counted:
            stated_amount, counted_amount = (Amount(each, sums.currency) for each in (stated, counted))
            yield SumMismatch(stated=stated_amount, counted=counted_amount, side=side, side_ar=side_ar)


class Sequence:
    """The statements of one file, one after the other."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._seen: set[tuple[object, ...]] = set()
        self._last: dict[str, tuple[Heading, Balance]] = {}

    def of_start(self, heading: Heading) -> Iterator[BankProblem]:
        """Whether a statement stands in the file twice, and whether it goes on where the one before it ended."""
        identity = self._identity(heading)
        if identity in self._seen:
            yield RepeatedStatement(statement=heading.statement_id)
        self._seen.add(identity)
        before = self._last.get(str(heading.account))
        if before and heading.opening and _follows(heading, before[0]) and heading.opening.amount != before[1].amount:
            yield OpeningGap(opening=heading.opening.amount, closing=before[1].amount)

    def add_end(self, heading: Heading, ending: Ending) -> None:
        if ending.closing:
            self._last[str(heading.account)] = (heading, ending.closing)

    def _identity(self, heading: Heading) -> tuple[object, ...]:
        """camt gives each statement an id of its own; in MT940 many banks write the same in all."""
        told = (heading.kind, str(heading.account), heading.statement_id, heading.page)
        if self._form is Format.MT940:
            return (*told, heading.number, heading.from_date, heading.opening)
        return told


def _follows(heading: Heading, before: Heading) -> bool:
    """Whether the numbers say that nothing lies between the two: the next page, or the next number."""
    if heading.kind is not Kind.STATEMENT or heading.number is None or before.number is None:
        return False
    if heading.number == before.number:
        return heading.page is not None and before.page is not None and heading.page == before.page + 1
    return heading.number == before.number + 1 and heading.page in (None, 0, 1)

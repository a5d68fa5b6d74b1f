"""A net salary that has risen: 5 % or more above that of the last assessment, three months in a row (SAL-2, SAL-3).

It is judged by facts, the months' statements and the certificates, and never by what was seen before. So a
statement that comes late, twice or corrected leads to the same rises as if all had come in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ishtirak.law.law import Law
from ishtirak.rules.calendar import Month
from ishtirak.rules.certificates import Certificate, certificate_in_force
from ishtirak.rules.money import Money, Rate
from ishtirak.rules.salaries import analyse


@dataclass(frozen=True, slots=True)
class Stated:
    """What a statement says of one person's month: the gross, or only the net."""

    gross: Money | None = None
    net: Money | None = None


@dataclass(frozen=True, slots=True)
class Rise:
    """The months, first to last, in which the net was above the threshold: `baseline` and the law's percentage."""

    first: Month
    last: Month
    baseline: Money
    threshold: Money
    net: Money


def months_that_matter(month: Month, law: Law) -> list[Month]:
    """The months of which the statements must be known to say whether `month` is one of a rise."""
    run = _months_in_a_row(month, law)
    return list(month.plus(-run).through(month.plus(run - 1)))


def rises_by(
    month: Month, stated: Mapping[Month, Stated], certificates: Sequence[Certificate], category: str, law: Law
) -> list[Rise]:
    """The rises that the statement of `month` completes: their last month is `month`, or one soon after it.

    A missing month, a month below the threshold, and a month that is assessed anew break the run; what is assessed
    anew is the baseline from then on. A run that was complete before `month` is not found again.
    """
    run: list[Month] = []
    found: list[Rise] = []
    threshold = baseline = Money.ZERO
    for each in months_that_matter(month, law):
        line = stated.get(each)
        anew = _issued_in(certificates, each)
        if line is None or line.gross is not None or line.net is None:
            run = []
            continue
        if not run or anew:
            last_income = _income_before(each, stated, certificates)
            if last_income is None:
                run = []
                continue
            run, baseline = [], analyse(last_income, each.first_day, law, category).net
            threshold = baseline + _rise_of(baseline, each, law)
        run = [*run, each] if line.net >= threshold else []
        if len(run) == _months_in_a_row(month, law) and each >= month:
            found.append(Rise(run[0], each, baseline, threshold, line.net))
    return found


def _income_before(month: Month, stated: Mapping[Month, Stated], certificates: Sequence[Certificate]) -> Money | None:
    """The income of the last assessment: that of a certificate issued in the month, else of the month before."""
    before = stated.get(month.plus(-1))
    if before is not None and before.gross is not None and not _issued_in(certificates, month):
        return before.gross
    certificate = certificate_in_force(certificates, month)
    return certificate.gross if certificate else None


def _issued_in(certificates: Sequence[Certificate], month: Month) -> bool:
    return any(Month.of(each.issued_on) == month for each in certificates)


def _rise_of(baseline: Money, month: Month, law: Law) -> Money:
    day = month.first_day
    return baseline.share(Rate.of(law.on("salary_rise_threshold", day).value, law.rounding_step_dirhams(day)))


def _months_in_a_row(month: Month, law: Law) -> int:
    return int(law.on("salary_rise_months", month.first_day).value)

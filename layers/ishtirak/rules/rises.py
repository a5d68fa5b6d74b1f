"""A net salary that has risen: 5 % or more above that of the last assessment, three months in a row (SAL-2, SAL-3).

It is judged by facts, the months' statements and the certificates, and never by what was seen before. Each month is
held against the assessment before it, and that is all it needs to be judged: so a statement that comes late, twice or
corrected leads to the same rises as if all had come in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    """The months, first to last, in which the net was above the threshold; the figures are those of the last one.

    baseline:  the net of the assessment before it.
    threshold: the baseline and the law's percentage more.
    """

    first: Month
    last: Month
    baseline: Money
    threshold: Money
    net: Money


class _Above(NamedTuple):
    """A month whose net is not below the threshold, and the income that it was held against."""

    month: Month
    income: Money
    baseline: Money
    threshold: Money
    net: Money


def months_that_matter(month: Month, law: Law) -> list[Month]:
    """The months of which the statements must be known to say what that of `month` leads to.

    After it, a run can begin two months later: where the month is no longer above, or was the next one's baseline.
    Before it, a run that reaches back further is complete without `month`; the first is there as the next's baseline.
    """
    longest = max(int(each.value) for each in law.parameters["salary_rise_months"].values)
    return list(month.plus(-longest - 1).through(month.plus(longest + 1)))


def rises_by(
    month: Month, stated: Mapping[Month, Stated], certificates: Sequence[Certificate], category: str, law: Law
) -> list[Rise]:
    """The rises that the statement of `month` can have led to: those that are complete in `month` or soon after it.

    A missing month, a month below the threshold, and a month that is assessed anew break the run. A run is complete
    once, however long it goes on; those that were complete before `month` are not found again.
    """
    runs = _runs(months_that_matter(month, law)[1:], stated, certificates, category, law)
    return [rise for rise in (_complete(run, law) for run in runs) if rise is not None and rise.last >= month]


def _runs(
    months: Iterable[Month],
    stated: Mapping[Month, Stated],
    certificates: Sequence[Certificate],
    category: str,
    law: Law,
) -> list[list[_Above]]:
    """The months above the threshold, in runs of one after the other."""
    runs: list[list[_Above]] = [[]]
    for month in months:
        if _issued_in(certificates, month):
            runs.append([])
        income = _income_before(month, stated, certificates)
        if income is None and runs[-1]:
            income = runs[-1][-1].income  # without a certificate nothing was assessed since
        line = stated.get(month, _NOT_STATED)
        above = _held_against(income, month, line, category, law) if income is not None else None
        if above:
            runs[-1].append(above)
        else:
            runs.append([])
    return runs


def _held_against(income: Money, month: Month, line: Stated, category: str, law: Law) -> _Above | None:
    """None for a month that is missing, below the threshold, or assessed anew on a gross."""
    if line.gross is not None or line.net is None:
        return None
    day = month.first_day
    percent = Rate.of(law.on("salary_rise_threshold", day).value, law.rounding_step_dirhams(day))
    baseline = analyse(income, day, law, category).net
    threshold = baseline + baseline.share(percent)
    return _Above(month, income, baseline, threshold, line.net) if line.net >= threshold else None


def _complete(run: Sequence[_Above], law: Law) -> Rise | None:
    """The rise that a run is from the first month on in which it is long enough, by the law of that month."""
    for number, last in enumerate(run, start=1):
        if number >= int(law.on("salary_rise_months", last.month.first_day).value):
            return Rise(run[0].month, last.month, last.baseline, last.threshold, last.net)
    return None


def _income_before(month: Month, stated: Mapping[Month, Stated], certificates: Sequence[Certificate]) -> Money | None:
    """The income of the last assessment: that of a certificate issued in the month, else of the month before."""
    before = stated.get(month.plus(-1), _NOT_STATED)
    if before.gross is not None and not _issued_in(certificates, month):
        return before.gross
    certificate = certificate_in_force(certificates, month)
    return certificate.gross if certificate else None


def _issued_in(certificates: Sequence[Certificate], month: Month) -> bool:
    return any(Month.of(each.issued_on) == month for each in certificates)


_NOT_STATED = Stated()

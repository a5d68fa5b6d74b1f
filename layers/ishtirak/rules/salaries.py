"""From a gross salary to the net that is paid, and back (SAL-1). Each deduction is rounded half up by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ishtirak.errors import Refused
from ishtirak.law.law import Law
from ishtirak.law.parameter import DatedValue
from ishtirak.rules.calendar import Month
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import tariff_for
from ishtirak.rules.money import Money, Rate

CATEGORY_OF_THE_SOURCE = "public_employee"
"""Whose salary the source analyses: that of an employee of the government."""

STEPS_AROUND = 6


class NoSuchNet(Refused):
    """No gross salary gives this net, to the rounding step."""

    code = "no_such_net"
    ar = "لا يوجد مرتب إجمالي صافيه {net}."
    en = "No gross salary gives the net {net}."


@dataclass(frozen=True, slots=True)
class SalaryAnalysis:
    """A gross salary and what is taken from it, in dirhams.

    jihad_base: gross less social security and solidarity.
    bank_net:   what the employer pays to the bank; the health contribution is taken there.
    net:        what is left of it.
    """

    on: date
    category: str
    gross: Money
    social_security: Money
    solidarity: Money
    jihad_base: Money
    jihad: Money
    bank_net: Money
    health: Money
    net: Money

    @property
    def month(self) -> Month:
        return Month.of(self.on)


def analyse(gross: Money, on: date, law: Law, category: str = CATEGORY_OF_THE_SOURCE) -> SalaryAnalysis:
    """What is deducted from `gross` by the law of the day `on`.

    Law:    social_security_deduction, solidarity_deduction, jihad_tax, rounding_step, contribution_rate (004 §2.3).
    Raises: NoValueInForce.
    """
    step = law.rounding_step_dirhams(on)
    social_security = gross.share(_rate(law.on("social_security_deduction", on), step))
    solidarity = gross.share(_rate(law.on("solidarity_deduction", on), step))
    jihad_base = gross - social_security - solidarity
    jihad = jihad_base.share(_rate(law.on("jihad_tax", on), step))
    bank_net = jihad_base - jihad
    health = tariff_for(category, Month.of(on), law).owed_on(gross).subscriber
    return SalaryAnalysis(
        on, category, gross, social_security, solidarity, jihad_base, jihad, bank_net, health, bank_net - health
    )


def grosses_of(net: Money, on: date, law: Law, category: str = CATEGORY_OF_THE_SOURCE) -> list[SalaryAnalysis]:
    """Each gross salary, in whole rounding steps, whose net is exactly `net`, smallest first.

    A net is about 89 % of its gross, so that two grosses a step apart can have the same net: all of them are given.
    Raises: NoSuchNet where there is none; NoValueInForce.
    """
    step = law.rounding_step_dirhams(on)
    steps = round(Fraction(net.dirhams) / _kept(on, law, category) / step)
    around = range(max(steps - STEPS_AROUND, 0), steps + STEPS_AROUND + 1)
    found = [analyse(Money(each * step), on, law, category) for each in around]
    fitting = [analysis for analysis in found if analysis.net == net]
    if not fitting:
        raise NoSuchNet(net=net)
    return fitting


def _kept(on: date, law: Law, category: str) -> Fraction:
    """What part of a gross is left as net, before rounding."""
    taken = [law.on(name, on).value for name in ("social_security_deduction", "solidarity_deduction")]
    base = 1 - Fraction(sum(taken)) / 100
    split = law.rate_on(category, Month.of(on).first_day).value
    health = sum(part.percent for part in split if part.paid_by == Share.SUBSCRIBER.value)
    return base * (1 - Fraction(law.on("jihad_tax", on).value) / 100) - Fraction(health) / 100


def _rate(dated: DatedValue, step_dirhams: int) -> Rate:
    return Rate.of(dated.value, step_dirhams)

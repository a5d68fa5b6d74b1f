"""Why it is this amount, or this cover: each step with its figure, its rule and the law's value behind it (CON-9).

An explanation is made by the same tariffs and standings that the figures are made by, and comes to the same figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ishtirak.errors import isolated
from ishtirak.law.bilingual import ARABIC, Bilingual
from ishtirak.law.law import Law
from ishtirak.law.parameter import DatedValue, Portion
from ishtirak.rules.assessments import Assessment, IncomeSource
from ishtirak.rules.categories import Share
from ishtirak.rules.contributions import Part, Tariff, tariff_for
from ishtirak.rules.cover import Cover
from ishtirak.rules.money import Money
from ishtirak.rules.packages import REASON_TEXTS
from ishtirak.rules.salaries import SalaryAnalysis
from ishtirak.rules.standing import Standing

SHARE_NAMES: dict[Share, Bilingual] = {
    Share.SUBSCRIBER: Bilingual("حصة المشترك", "The subscriber's share"),
    Share.EMPLOYER: Bilingual("حصة جهة العمل", "The employer's share"),
    Share.SOCIAL_SECURITY: Bilingual("حصة الضمان الاجتماعي", "The share of social security"),
    Share.STATE: Bilingual("حصة الدولة", "The state's share"),
}
"""What users call each share."""

_INCOMES: dict[IncomeSource, Bilingual] = {
    IncomeSource.STATEMENT: Bilingual("من كشف المرتبات لهذا الشهر", "from the employer's statement of the month"),
    IncomeSource.SUPPOSED: Bilingual("الدخل المفترض في السؤال", "the income that was asked about"),
    IncomeSource.CERTIFICATE: Bilingual("من شهادة المرتب النافذة", "from the salary certificate in force"),
}
_UNSTATED = Bilingual(" (لم يحدده المصدر، يحتاج إلى تأكيد)", " (not stated by the source, to be confirmed)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, its figure, how it comes about, and the law's value behind it.

    key:   a stable name of what the figure is, as in "subscriber" or "jihad".
    shown: the figure as people read it, where that is more than the figure itself.
    """

    key: str
    title: Bilingual
    figure: str
    rule: Bilingual | None = None
    law: DatedValue | None = None
    shown: Bilingual | None = None

    def text(self, language: str) -> str:
        """The step as a line to be read, in "ar" or "en"."""
        shown = self.shown or Bilingual(self.figure, self.figure)
        parts = [f"{self.title.in_(language)}: {shown.in_(language)}"]
        parts += [self.rule.in_(language)] if self.rule else []
        parts += [_cited(self.law).in_(language)] if self.law else []
        return " — ".join(parts)


_WAITING = Step(
    "waiting",
    Bilingual("ما زال ضمن أسرة مشترك آخر", "Still covered in the family of another subscriber"),
    "employer",
    Bilingual("لا تستحق إلا حصة جهة العمل إلى أن تسدد", "only the employer's part is owed, until the employer pays"),
    shown=SHARE_NAMES[Share.EMPLOYER],
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps that lead from the facts to a figure."""

    title: Bilingual
    steps: tuple[Step, ...]

    @property
    def figures(self) -> Mapping[str, str]:
        """The figure of each step, by its key."""
        return {step.key: step.figure for step in self.steps}

    def text(self, language: str) -> str:
        """The explanation to be read, in "ar" or "en": a title, and a line a step."""
        lines = [self.title.in_(language)]
        lines += [f"{number}. {step.text(language)}" for number, step in enumerate(self.steps, start=1)]
        return "\n".join(isolated(line) if language == ARABIC else line for line in lines)


def of_assessment(assessment: Assessment, law: Law) -> Explanation:
    """Why each payer owes what for a month.

    Args: law: the one under which the assessment was made.
    """
    tariff = tariff_for(assessment.category, assessment.month, law)
    age, month = assessment.age, assessment.month
    parts = tariff.parts_on(assessment.income) if age is None else [tariff.part_at(age)]
    steps = [_category(assessment.category, law), _basis(assessment)]
    if assessment.waiting:
        parts = [part for part in parts if part.paid_by is Share.EMPLOYER]
        steps.append(_WAITING)
    steps += _owed(parts, tariff, assessment.income)
    title = Bilingual(f"اشتراك شهر {month}", f"The contribution of {month}")
    whole = Bilingual("مجموع الاشتراك", "The whole contribution")
    return Explanation(title, (*steps, _sum("total", whole, parts, Bilingual("مجموع الحصص", "the sum of the shares"))))


def _category(category: str, law: Law) -> Step:
    return Step("category", Bilingual("الفئة", "Category"), category, shown=law.categories[category].name)


def _basis(assessment: Assessment) -> Step:
    if assessment.age is not None:
        first = assessment.month.first_day
        rule = Bilingual(f"بالسنوات الكاملة في {first}", f"in whole years on {first}")
        return Step("age", Bilingual("العمر", "Age"), str(assessment.age), rule)
    title = Bilingual("إجمالي الدخل الشهري", "Total monthly income")
    return _amount("income", title, assessment.income, _INCOMES[assessment.source])


def _owed(parts: Sequence[Part], tariff: Tariff, income: Money) -> Iterator[Step]:
    """What each payer owes."""
    for payer in Share:
        yield from _of_payer(payer.value, [part for part in parts if part.paid_by is payer], tariff, income)


def _of_payer(key: str, parts: Sequence[Part], tariff: Tariff, income: Money) -> Iterator[Step]:
    """What one payer owes: a step a part, and where there are several, their sum."""
    several = len(parts) > 1
    for part in parts:
        yield _part(f"{key}_{part.of.value}_part" if several else key, part, tariff, income)
    if several:
        yield _sum(key, SHARE_NAMES[parts[0].paid_by], parts, Bilingual("مجموع ما سبق", "the sum of these"))


def _part(key: str, part: Part, tariff: Tariff, income: Money) -> Step:
    said, title = part.said, SHARE_NAMES[part.of]
    if part.of is not part.paid_by:
        payer = SHARE_NAMES[part.paid_by]
        title = Bilingual(f"{title.ar} (ضمن {payer.ar})", f"{title.en} (owed with {payer.en.lower()})")
    sum_ = f"{income} × {said.percent}%" if isinstance(said, Portion) else f"{said.dinars} ÷ 12"
    return _amount(key, title, part.amount, _rounded(sum_, tariff.step), tariff.dated)


def _sum(key: str, title: Bilingual, parts: Sequence[Part], rule: Bilingual) -> Step:
    return _amount(key, title, sum((part.amount for part in parts), Money.ZERO), rule)


def of_salary(analysis: SalaryAnalysis, law: Law) -> Explanation:
    """Why a gross salary comes to its net (SAL-1).

    Args: law: the one under which it was analysed.
    """
    on, gross, base = analysis.on, analysis.gross, analysis.jihad_base
    tariff = tariff_for(analysis.category, analysis.month, law)
    health = [part for part in tariff.parts_on(gross) if part.paid_by is Share.SUBSCRIBER]
    steps = (
        _amount("gross", Bilingual("إجمالي المرتب", "Gross salary"), gross),
        _deduction("social_security", analysis.social_security, gross, "social_security_deduction", on, law),
        _deduction("solidarity", analysis.solidarity, gross, "solidarity_deduction", on, law),
        _rest(
            "jihad_base",
            Bilingual("الوعاء الضريبي", "Taxable base"),
            base,
            f"{gross} - {analysis.social_security} - {analysis.solidarity}",
        ),
        _deduction("jihad", analysis.jihad, base, "jihad_tax", on, law),
        _rest(
            "bank_net",
            Bilingual("صافي المرتب المودع بالمصرف", "Net paid to the bank"),
            analysis.bank_net,
            f"{base} - {analysis.jihad}",
        ),
        *_of_payer("health", health, tariff, gross),
        _rest(
            "net",
            Bilingual("صافي المرتب النهائي", "Final net salary"),
            analysis.net,
            f"{analysis.bank_net} - {analysis.health}",
        ),
    )
    return Explanation(Bilingual(f"تحليل المرتب بتاريخ {on}", f"Analysis of a salary on {on}"), steps)


def _deduction(key: str, amount: Money, from_: Money, parameter: str, on: date, law: Law) -> Step:
    dated = law.on(parameter, on)
    rule = _rounded(f"{from_} × {dated.value}%", law.on("rounding_step", on))
    return _amount(key, law.parameters[parameter].title, amount, rule, dated)


def _rest(key: str, title: Bilingual, amount: Money, sum_: str) -> Step:
    return _amount(key, title, amount, Bilingual(_apart(sum_), sum_))


def of_cover(
    cover: Cover, category: str, subscriber: Standing | None, employer: Standing | None, law: Law
) -> Explanation:
    """Why a person has a package on a date (PKG-6).

    Args: subscriber, employer: each payer's standing on that day; None where the payer was not late or pays nothing.
    """
    payers = {Share.SUBSCRIBER: subscriber, Share.EMPLOYER: employer}
    steps = [_category(category, law)]
    for share, standing in payers.items():
        if standing is not None and share in law.categories[category].payers_on(cover.on):
            steps += _standing(share, standing, cover.on, law)
    steps.append(Step("reason", Bilingual("السبب", "Reason"), cover.reason.value, shown=REASON_TEXTS[cover.reason]))
    name = law.packages[cover.package.value].name
    steps.append(Step("package", Bilingual("الباقة", "Package"), cover.package.value, shown=name))
    if cover.since is not None:
        steps.append(Step("since", Bilingual("منذ", "Since"), str(cover.since)))
    if cover.until is not None:
        rule = Bilingual("إن لم يُسدد شيء حتى ذلك اليوم", "if nothing is paid until that day")
        steps.append(Step("until", Bilingual("تتغير في", "Changes on"), str(cover.until), rule))
    return Explanation(Bilingual(f"التغطية بتاريخ {cover.on}", f"The cover on {cover.on}"), tuple(steps))


def _standing(share: Share, standing: Standing, on: date, law: Law) -> Iterator[Step]:
    """The month that a payer owes first, when it falls due, and how far its grace is used."""
    name, month, due_on = SHARE_NAMES[share], standing.oldest_unpaid, standing.due_on(law)
    due, grace = law.on("due_day", month.first_day), law.on("grace_days", month.first_day)
    oldest = Bilingual(f"{name.ar}: أقدم شهر غير مسدد", f"{name.en}: oldest month not paid")
    falls = Bilingual(f"يستحق في {due_on}", f"falls due on {due_on}")
    yield Step(f"{share.value}_oldest_unpaid", oldest, str(month), falls, due)
    late = Bilingual(f"{name.ar}: أيام التأخر", f"{name.en}: days past due")
    allowed = Bilingual(f"من {grace.value} يوما هي فترة السماح", f"of {grace.value} days of grace")
    yield Step(f"{share.value}_days_past_due", late, str(standing.days_past_due(on, law)), allowed, grace)
    ends = Bilingual(f"{name.ar}: أول يوم بعد فترة السماح", f"{name.en}: first day after the grace period")
    yield Step(f"{share.value}_lapses_on", ends, str(standing.lapses_on(law)))


def _amount(
    key: str, title: Bilingual, amount: Money, rule: Bilingual | None = None, law: DatedValue | None = None
) -> Step:
    return Step(key, title, str(amount), rule, law, Bilingual(_apart(f"{amount}") + " د.ل.", f"{amount} LYD"))


def _rounded(sum_: str, step: DatedValue) -> Bilingual:
    to = Money(step.value)
    return Bilingual(f"{_apart(sum_)}، مقربا إلى أقرب {to} د.ل.", f"{sum_}, rounded half up to {to} LYD")


def _apart(sum_: str) -> str:
    """Figures inside Arabic set apart (U+2066 … U+2069), so that they are not shown turned round."""
    return f"\u2066{sum_}\u2069"


def _cited(dated: DatedValue) -> Bilingual:
    source = dated.source
    unstated = Bilingual("", "") if source.stated else _UNSTATED
    return Bilingual(
        f"نافذ منذ {dated.from_}: {source.document.ar}، {_apart(source.section)}: «{source.ar}»{unstated.ar}",
        f"in force since {dated.from_}: {source.document.en}, {source.section}{unstated.en}",
    )

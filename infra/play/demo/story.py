"""The story of the demonstration, from an empty fund to day 91 of the employer that does not pay.

The small employer begins three months before the large one and owes from its first month on, so that its day 91 comes
in the month in which the large one pays: every further month is some thousand SMS that tell nothing new.
"""

from __future__ import annotations

from datetime import date

from infra.engine.refusal import EngineRefused
from infra.play.bank import settled
from infra.play.control import at
from infra.play.demo import employers, lateness, payments
from infra.play.demo.employers import JANUARY, Payer
from infra.play.demo.figures import EXPECTED, Figures, must_be
from infra.play.demo.stage import EMPTY_FIRST, Stage
from infra.play.demo.summary import NAMES_OF_SHARES, Row, grouped
from infra.play.faults import CannotPlay

FIRST_DAY = date(2025, 10, 1)
LARGE_BEGINS = date(2026, 1, 1)
STATEMENT_DAY = date(2026, 1, 31)
OPENING_DAY = date(2026, 2, 1)
PAYMENT_DAY = date(2026, 2, 5)


def tell(stage: Stage) -> list[Row]:
    """Play the whole story, and return the rows of its summary.

    Raises: CannotPlay, EngineRefused, Problem; FiguresDiffer where a figure is not what it must be.
    """
    _begin(stage)
    small = employers.register_employer(stage, employers.SMALL)
    people_of_the_small = employers.register_people(stage, small["id"])
    stage.go_to(LARGE_BEGINS)
    large = employers.register_employer(stage, employers.LARGE)
    employers.register_list(stage, large["id"])

    stage.go_to(STATEMENT_DAY)
    employers.upload_statement(stage, large["id"])
    stage.go_to(OPENING_DAY)
    figures, payers = employers.opened(stage, large["id"])
    payer = Payer(large["id"], large["reference"], employers.owed(stage, large["id"], JANUARY))
    must_be("January as it was opened", EXPECTED, figures)
    must_be("The employer's account of January", EXPECTED.shares["employer"], payer.january)

    stage.go_to(PAYMENT_DAY)
    delivered = payments.bank_tells_of_january(stage, [*payers, payer], PAYMENT_DAY)
    payments.forgery_is_refused(stage, payer, PAYMENT_DAY)
    payments.stranger_waits(stage, PAYMENT_DAY)
    _people_pay_and_their_employer_does_not(stage, people_of_the_small)

    stage.go_to(lateness.DAY_90)
    lateness.cover_is(stage, people_of_the_small, "full", "in_grace")
    stage.go_to(lateness.DAY_91)
    lateness.cover_is(stage, people_of_the_small, "basic_2_5", "employer_unpaid")
    sms = lateness.sms_of(stage, people_of_the_small)
    late = lateness.late_employers(stage)
    checked = lateness.ledger(stage)
    return [
        *_rows_of(figures),
        ("Bank events for January", f"{delivered.events:,}", "إشعارات المصرف عن يناير"),
        ("of them a second time", f"{delivered.again:,}", "منها مكرر"),
        ("Booked, each once (LYD)", grouped(delivered.worth), "المقيد مرة واحدة (د.ل.)"),
        ("In suspense (LYD)", grouped(payments.OF_NOBODY), "الحساب المعلق (د.ل.)"),
        ("Late employers", f"{len(late):,}", "جهات العمل المتأخرة"),
        ("SMS of lowered cover", f"{len(sms):,}", "رسائل خفض التغطية"),
        ("Ledger entries checked", f"{checked['entries']:,}", "قيود تمت مراجعتها"),
    ]


def _begin(stage: Stage) -> None:
    stage.says(f"The clock of the fund stands at {stage.control.now():%Y-%m-%d %H:%M}; it is put to {FIRST_DAY}.")
    try:
        stage.control.advance(at(FIRST_DAY, 9))
    except EngineRefused as refused:
        raise CannotPlay(f"{EMPTY_FIRST} ({refused})") from refused


def _people_pay_and_their_employer_does_not(stage: Stage, people: list[Payer]) -> None:
    """The small employer's people pay ahead, so that only their employer's debt matters."""
    with stage.scene("The small employer's people pay ahead; their employer does not pay", "جهة عمل لا تسدد حصتها"):
        for number, person in enumerate(people, start=1):
            event = settled(f"ahead-{number}", "500.00", person.reference, PAYMENT_DAY)
            stage.bank.deliver(event)
        stage.control.drain()


def _rows_of(figures: Figures) -> list[Row]:
    names = [(NAMES_OF_SHARES[name], amount) for name, amount in figures.shares.items()]
    return [
        ("People, January 2026", f"{figures.people:,}", "الموظفون، يناير 2026"),
        ("Gross income (LYD)", grouped(figures.gross), "إجمالي المرتبات (د.ل.)"),
        *((f"{en} (LYD)", grouped(amount), f"{ar} (د.ل.)") for (en, ar), amount in names),
    ]

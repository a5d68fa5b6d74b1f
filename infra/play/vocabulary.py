"""The verbs that can be played. To add one: write its class, and name it here."""

from __future__ import annotations

from infra.play.checks.cover import CheckCover
from infra.play.checks.law import CheckCase, CheckSalary
from infra.play.checks.money import CheckAssessment, CheckBalance, CheckLedger, CheckOwed, CheckSuspense, CheckVariance
from infra.play.checks.notify import CheckNotices
from infra.play.checks.reports import CheckReport
from infra.play.verb import Check, Deed
from infra.play.verbs.collect import Agreement, Collected, Match, Receipt, Reversal, Statement
from infra.play.verbs.documents import Documents
from infra.play.verbs.enroll import Certificate, Change, Employer, Subscriber
from infra.play.verbs.families import Birth, Death, Dependant, Divorce, LeavesWork, Marriage, TakesWork
from infra.play.verbs.law import Parameter

VERBS: dict[str, type[Deed] | type[Check]] = {
    "employer": Employer,
    "subscriber": Subscriber,
    "dependant": Dependant,
    "birth": Birth,
    "marriage": Marriage,
    "divorce": Divorce,
    "takes_work": TakesWork,
    "leaves_work": LeavesWork,
    "death": Death,
    "certificate": Certificate,
    "change": Change,
    "documents": Documents,
    "statement": Statement,
    "receipt": Receipt,
    "reversal": Reversal,
    "match": Match,
    "collected": Collected,
    "agreement": Agreement,
    "parameter": Parameter,
    "check_cover": CheckCover,
    "check_owed": CheckOwed,
    "check_balance": CheckBalance,
    "check_assessment": CheckAssessment,
    "check_salary": CheckSalary,
    "check_case": CheckCase,
    "check_notices": CheckNotices,
    "check_suspense": CheckSuspense,
    "check_variance": CheckVariance,
    "check_ledger": CheckLedger,
    "check_report": CheckReport,
}

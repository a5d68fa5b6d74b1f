"""What stands in the policy document of an employer (ENR-1, ENR-7): read from the records and from the law of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from functions.reports.documents.dates import in_both_calendars
from ishtirak.law.bilingual import Bilingual
from ishtirak.law.catalogue import Package as PackageOfLaw
from ishtirak.law.law import Law
from ishtirak.law.parameter import PAYERS, DatedValue, Portion
from ishtirak.rules.packages import Package
from ishtirak.rules.policies import PolicyState, Term
from ishtirak.rules.references import reference_of
from ishtirak.storage import employers, members, policies
from ishtirak.storage.employers import Employer
from ishtirak.storage.members import Member
from ishtirak.storage.policies import Policy

MEMBERS_OF_ONE_READ = 1_000

Facts = dict[str, Any]

SHARES = {
    "subscriber": "حصة المشترك",
    "employer": "حصة جهة العمل",
    "social_security": "حصة الضمان",
    "state": "حصة الدولة",
}

STATES = {PolicyState.OPEN: Bilingual("سارية", "open"), PolicyState.CLOSED: Bilingual("مقفلة", "closed")}

NUMBERS_OF_THE_LAW = ("policy_term_months", "due_day", "grace_days", "policy_notice_days")
"""The parameters that the document's sentences name."""


def facts_of(employer_id: str, on: date, law: Law) -> Facts:
    """Everything but the list, for templates/policy.typ: what was true on the day `on`, of the record as it stands.

    Raises: UnknownEmployer; NoValueInForce where the law does not say what the document must.
    """
    employer, policy = employers.load(employer_id), policies.load(employer_id)
    return {
        "issued_on": in_both_calendars(on),
        "employer": _employer(employer, law),
        "policy": _policy(policy, policies.terms(employer_id), on),
        "packages": [_package(each) for each in law.packages.values() if each.code != Package.NONE],
        "rates": [_rate(code, on, law) for code in _employed(employer.sector, on, law)],
        "law": {
            "due_day": law.due_day(on),
            "grace_days": law.grace_days(on),
            "notice_days": law.policy_notice_days(on),
        },
        "sources": list(_sources(employer.sector, on, law)),
    }


def people_of(employer_id: str, on: date) -> list[Member]:
    """Who is on the employer's list on the day `on`, by name."""
    pages = members.every(employer_id, on, MEMBERS_OF_ONE_READ)
    listed = (member for page in pages for member in page.members if member.is_on(on))
    return sorted(listed, key=lambda member: (member.name, member.subscriber_id, member.from_))


def lines_of(people: Iterable[Member]) -> list[Facts]:
    """The people of a list as the document prints them."""
    return [{"id": each.subscriber_id, "name": each.name, "from": each.from_.isoformat()} for each in people]


def _employer(employer: Employer, law: Law) -> Facts:
    band = None if employer.size is None else law.size_of(employer.size)
    same = ("name", "activity", "region", "address", "registration_number", "email")
    first = {"name": employer.contact_name, "role": None, "phone": employer.phone, "email": None}
    others = [{name: getattr(each, name) for name in first} for each in employer.contacts]
    return {
        **{name: getattr(employer, name) for name in same},
        "sector": _both(law.sectors[employer.sector].name),
        "size_band": _both(band.name) if band else None,
        "reference": reference_of(employer.id),
        "contacts": [first, *others] if employer.contact_name or employer.phone else others,
    }


def _policy(policy: Policy, terms: list[Term], on: date) -> Facts:
    return {
        "number": policy.number,
        "opened_on": in_both_calendars(policy.opened_on),
        "state": _both(STATES[policy.state_on(on)]),
        "closes_on": in_both_calendars(policy.closing.on) if policy.closing else None,
        "terms": [_term(term) for term in terms],
    }


def _term(term: Term) -> Facts:
    last = term.until - timedelta(days=1)
    return {"number": term.number, "first": in_both_calendars(term.from_), "last": in_both_calendars(last)}


def _package(package: PackageOfLaw) -> Facts:
    shares = [SHARES[share] for share in package.shares]
    return {"name": _both(package.name), "benefits": _both(package.benefits), "shares": shares}


def _employed(sector: str, on: date, law: Law) -> list[str]:
    """The categories of people who can stand on an employer's list, that of its sector first.

    Another one for which the law has no rate yet is left out; without a rate of its own sector's, nothing can be said.
    """
    first = law.sectors[sector].category
    others = (code for code, each in law.categories.items() if each.employed and each.rate.value_on(on) is not None)
    return [first, *(code for code in others if code != first)]


def _rate(category: str, on: date, law: Law) -> Facts:
    rate = law.rate_on(category, on)
    percent = {each.part: _figure(each.percent) for each in rate.value if isinstance(each, Portion)}
    return {
        "category": _both(law.categories[category].name),
        "shares": [percent.get(payer) for payer in PAYERS],
        "from": rate.from_.isoformat(),
    }


def _sources(sector: str, on: date, law: Law) -> Iterator[Facts]:
    """Where what the document says stands: the rates of each category, and the numbers that its sentences name."""
    for category in _employed(sector, on, law):
        yield _source(law.categories[category].name, law.rate_on(category, on))
    for name in NUMBERS_OF_THE_LAW:
        yield _source(law.parameters[name].title, law.on(name, on))


def _source(subject: Bilingual, value: DatedValue) -> Facts:
    said = value.source
    return {
        "subject": _both(subject),
        "from": value.from_.isoformat(),
        "document": said.document.ar,
        "section": said.section,
        "stated": said.stated,
        "text": said.ar,
    }


def _figure(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def _both(told: Bilingual) -> dict[str, str]:
    return {"ar": told.ar, "en": told.en}

"""Who may do what to what: one table (ACC-1, ACC-2). A use case asks once, before it changes or shows anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ishtirak.errors import NotPermitted
from ishtirak.web.actors import Actor, Role


class Action(StrEnum):
    REGISTER_EMPLOYER = "register_employer"
    EDIT_EMPLOYER = "edit_employer"
    READ_EMPLOYER = "read_employer"
    SEARCH_EMPLOYERS = "search_employers"
    SEARCH_SUBSCRIBERS = "search_subscribers"
    MANAGE_POLICY = "manage_policy"
    REGISTER_SUBSCRIBER = "register_subscriber"
    EDIT_SUBSCRIBER = "edit_subscriber"
    REPORT_EVENT = "report_event"
    REQUEST_CHANGE = "request_change"
    DECIDE_CHANGE = "decide_change"
    GIVE_MANDATE = "give_mandate"
    RECORD_MANDATE = "record_mandate"
    READ_SUBSCRIBER = "read_subscriber"
    SUBMIT_CERTIFICATE = "submit_certificate"
    APPROVE_CERTIFICATE = "approve_certificate"
    READ_DOCUMENTS = "read_documents"
    SEND_DOCUMENT = "send_document"
    REVIEW_DOCUMENT = "review_document"
    UPLOAD_FILE = "upload_file"
    SUBMIT_STATEMENT = "submit_statement"
    CONFIRM_STATEMENT = "confirm_statement"
    READ_STATEMENT = "read_statement"
    READ_ACCOUNT = "read_account"
    READ_COVER = "read_cover"
    READ_CARD_CODE = "read_card_code"
    CHECK_ELIGIBILITY = "check_eligibility"
    READ_CHECKS = "read_checks"
    READ_SUSPENSE = "read_suspense"
    READ_RECEIPT = "read_receipt"
    RECONCILE = "reconcile"
    MATCH_RECEIPT = "match_receipt"
    APPROVE_RETURN = "approve_return"
    APPROVE_DEBIT = "approve_debit"
    AGREE_INSTALMENTS = "agree_instalments"
    APPROVE_AGREEMENT = "approve_agreement"
    RECORD_COLLECTED = "record_collected"
    APPROVE_COLLECTED = "approve_collected"
    READ_NOTICES = "read_notices"
    READ_TEMPLATES = "read_templates"
    PROPOSE_TEMPLATE = "propose_template"
    APPROVE_TEMPLATE = "approve_template"
    ISSUE_DOCUMENT = "issue_document"
    RECORD_HANDOVER = "record_handover"
    MAKE_REPORT = "make_report"
    READ_REPORT = "read_report"
    CHECK_LEDGER = "check_ledger"
    READ_LEDGER_CHECK = "read_ledger_check"
    MAKE_DAILY_CLOSING = "make_daily_closing"
    SIGN_DAILY_CLOSING = "sign_daily_closing"
    CLOSE_PERIOD = "close_period"
    APPROVE_CLOSING = "approve_closing"
    READ_SHARE = "read_share"
    READ_LAW = "read_law"
    READ_PROPOSED_VALUES = "read_proposed_values"
    PROPOSE_VALUE = "propose_value"
    APPROVE_VALUE = "approve_value"
    READ_CASES = "read_cases"
    CLOSE_CASE = "close_case"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_NOTICES = "manage_notices"
    CHOOSE_NOTICES = "choose_notices"
    READ_FAILING_NUMBERS = "read_failing_numbers"
    MANAGE_QUEUES = "manage_queues"
    READ_SWEEPS = "read_sweeps"
    RUN_SWEEP = "run_sweep"


@dataclass(frozen=True, slots=True)
class Resource:
    """Whose it is, what something is done to: ids of its employer, its subscriber, the agent who registered it."""

    employer: str | None = None
    subscriber: str | None = None
    agent: str | None = None


class _Employer(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def registered_by(self) -> str: ...


class _Subscriber(_Employer, Protocol):
    @property
    def employer_id(self) -> str | None: ...


def employers_own(employer: _Employer) -> Resource:
    """What belongs to an employer: its record, its list, its statements, its account."""
    return Resource(employer=employer.id, agent=employer.registered_by)


def subscribers_own(person: _Subscriber) -> Resource:
    """What belongs to a subscriber: the record, the family, the account, the cover."""
    return Resource(employer=person.employer_id, subscriber=person.id, agent=person.registered_by)


NOBODYS = Resource()
"""What belongs to the fund as a whole: the suspense list, a report, the ledger."""

Scope = Callable[[Actor, Resource], bool]


def anyones(_actor: Actor, _resource: Resource) -> bool:
    """Whatever it is done to."""
    return True


def own_employer(actor: Actor, resource: Resource) -> bool:
    """The employer for whom the actor acts, its people and what belongs to them."""
    return actor.employer is not None and actor.employer == resource.employer


def own_self(actor: Actor, resource: Resource) -> bool:
    """The subscriber himself and his family."""
    return actor.subscriber is not None and actor.subscriber == resource.subscriber


def own_registrations(actor: Actor, resource: Resource) -> bool:
    """What the agent registered."""
    return actor.agent is not None and actor.agent == resource.agent


_READING = (
    Action.READ_EMPLOYER,
    Action.READ_SUBSCRIBER,
    Action.READ_STATEMENT,
    Action.READ_ACCOUNT,
    Action.READ_COVER,
    Action.READ_NOTICES,
)
"""What can be known of one employer or one subscriber."""

_FUNDS_MONEY = (Action.READ_SUSPENSE, Action.READ_RECEIPT, Action.READ_SHARE, Action.READ_LEDGER_CHECK)
_KEEPING_MONEY = (
    Action.RECONCILE,
    Action.MATCH_RECEIPT,
    Action.AGREE_INSTALMENTS,
    Action.RECORD_COLLECTED,
    Action.MAKE_DAILY_CLOSING,
    Action.SIGN_DAILY_CLOSING,
)
_APPROVING_MONEY = (
    Action.APPROVE_RETURN,
    Action.APPROVE_DEBIT,
    Action.APPROVE_AGREEMENT,
    Action.APPROVE_COLLECTED,
)
"""What one person of collection or finance does, and what another one approves (ACC-3)."""

_REGISTERING = (
    Action.REGISTER_EMPLOYER,
    Action.EDIT_EMPLOYER,
    Action.REGISTER_SUBSCRIBER,
    Action.EDIT_SUBSCRIBER,
    Action.REPORT_EVENT,
    Action.REQUEST_CHANGE,
    Action.GIVE_MANDATE,
    Action.UPLOAD_FILE,
)
_SEARCHING = (Action.SEARCH_EMPLOYERS, Action.SEARCH_SUBSCRIBERS)
_STATING = (Action.SUBMIT_STATEMENT, Action.CONFIRM_STATEMENT)
_REPORTING = (Action.MAKE_REPORT, Action.READ_REPORT)
_HANDING_OVER = (Action.ISSUE_DOCUMENT, Action.RECORD_HANDOVER)
_CARDS = (Action.READ_CARD_CODE,)
"""Who shows a card's code can be taken for its holder: it is for those who print cards, and for the holder."""


_LAWMAKING = (Action.PROPOSE_VALUE, Action.APPROVE_VALUE)
_WORDING = (Action.READ_TEMPLATES, Action.PROPOSE_TEMPLATE, Action.APPROVE_TEMPLATE)
"""What notices say. Those who read notices to people can read it too."""

_CASES = (Action.READ_CASES, Action.CLOSE_CASE)
_CERTIFYING = (Action.SUBMIT_CERTIFICATE, Action.APPROVE_CERTIFICATE)
_SENDING = (Action.READ_DOCUMENTS, Action.SEND_DOCUMENT)
"""Documents and photographs of people and their families. An employer sends none, and sees none."""


_EVERYBODYS = (Action.READ_LAW, Action.READ_PROPOSED_VALUES)


def _row(*rights: tuple[Scope, tuple[Action, ...]]) -> Mapping[Action, Scope]:
    """What a role may do, beside what everybody may but providers: read the law, and the values entered for it."""
    return dict.fromkeys(_EVERYBODYS, anyones) | {action: scope for scope, actions in rights for action in actions}


TABLE: Mapping[Role, Mapping[Action, Scope]] = {
    Role.ADMINISTRATION: _row((anyones, tuple(Action))),
    Role.INSURANCE_AFFAIRS: _row(
        (anyones, (*_READING, *_REGISTERING, *_STATING, *_REPORTING, *_LAWMAKING, *_CASES, *_CERTIFYING)),
        (anyones, (*_SENDING, *_HANDING_OVER, *_CARDS, Action.REVIEW_DOCUMENT, Action.CHECK_ELIGIBILITY)),
        (anyones, (*_SEARCHING, Action.MANAGE_POLICY, Action.DECIDE_CHANGE, Action.RECORD_MANDATE, *_WORDING)),
        (anyones, (Action.MANAGE_NOTICES, Action.CHOOSE_NOTICES, Action.READ_FAILING_NUMBERS)),
        (anyones, (Action.READ_SWEEPS,)),
    ),
    Role.COLLECTION: _row(
        (anyones, (*_READING, *_STATING, *_FUNDS_MONEY, *_REPORTING, Action.UPLOAD_FILE, Action.CHECK_LEDGER, *_CASES)),
        (anyones, (*_SEARCHING, Action.RECORD_MANDATE, Action.GIVE_MANDATE)),
        (anyones, (Action.READ_TEMPLATES, Action.CHECK_ELIGIBILITY, Action.READ_SWEEPS)),
        (anyones, (*_KEEPING_MONEY, *_APPROVING_MONEY)),
    ),
    Role.FINANCE: _row(
        (anyones, (*_READING, *_FUNDS_MONEY, *_REPORTING, Action.CHECK_LEDGER, *_LAWMAKING, Action.READ_CASES)),
        (anyones, (*_SEARCHING, *_KEEPING_MONEY, *_APPROVING_MONEY, Action.CLOSE_PERIOD, Action.APPROVE_CLOSING)),
        (anyones, (Action.READ_TEMPLATES, Action.CHECK_ELIGIBILITY)),
    ),
    Role.OVERSIGHT: _row(
        (anyones, (*_READING, *_FUNDS_MONEY, Action.READ_REPORT, Action.READ_CASES, *_SEARCHING)),
        (anyones, (Action.READ_DOCUMENTS, Action.READ_TEMPLATES, Action.READ_CHECKS, Action.READ_SWEEPS)),
    ),
    Role.CONTACT_CENTRE: _row((anyones, (*_READING, *_SEARCHING, Action.READ_TEMPLATES, Action.CHECK_ELIGIBILITY))),
    Role.QUALITY: _row((anyones, (*_READING, Action.CHECK_ELIGIBILITY))),
    Role.AGENT: _row(
        (anyones, (Action.REGISTER_EMPLOYER,)),
        (own_registrations, (*_READING, Action.EDIT_EMPLOYER, Action.REGISTER_SUBSCRIBER, *_SEARCHING)),
        (
            own_registrations,
            (
                Action.EDIT_SUBSCRIBER,
                Action.CHOOSE_NOTICES,
                Action.READ_FAILING_NUMBERS,
                Action.REPORT_EVENT,
                Action.REQUEST_CHANGE,
                Action.GIVE_MANDATE,
                Action.UPLOAD_FILE,
                Action.SUBMIT_CERTIFICATE,
                *_SENDING,
                *_HANDING_OVER,
                *_CARDS,
            ),
        ),
    ),
    Role.EMPLOYER: _row(
        (own_employer, (Action.READ_EMPLOYER, Action.READ_SUBSCRIBER, Action.READ_STATEMENT, Action.ISSUE_DOCUMENT)),
        (own_employer, (Action.READ_ACCOUNT, Action.READ_COVER, Action.SUBMIT_CERTIFICATE, Action.REQUEST_CHANGE)),
        (
            own_employer,
            (Action.REPORT_EVENT, Action.EDIT_EMPLOYER, Action.REGISTER_SUBSCRIBER, Action.UPLOAD_FILE, *_STATING),
        ),
    ),
    # It states salaries and reads what came of that: whom it insures, and what it is, its employer's people say.
    Role.PAYROLL: _row((own_employer, (Action.READ_STATEMENT, *_STATING))),
    Role.SUBSCRIBER: _row(
        (own_self, (Action.READ_SUBSCRIBER, Action.READ_ACCOUNT, Action.READ_COVER, Action.READ_NOTICES)),
        (own_self, (Action.SUBMIT_CERTIFICATE, Action.REQUEST_CHANGE, Action.GIVE_MANDATE, *_SENDING, *_CARDS)),
        (own_self, (Action.CHOOSE_NOTICES,)),
    ),
    # By what the person shows it, and each time that is kept: no record is read by its id. Of the law what is in force:
    # what it may once be is no business of who is none of the fund's and pays it nothing.
    Role.PROVIDER: {Action.READ_LAW: anyones, Action.CHECK_ELIGIBILITY: anyones},
}
"""What each role may do, and to whose. What is not here is not permitted."""


def can(actor: Actor, action: Action, resource: Resource = NOBODYS) -> bool:
    """Whether one of the actor's roles lets it do `action` to `resource`."""
    scopes = (TABLE[role].get(action) for role in actor.roles)
    return any(scope is not None and scope(actor, resource) for scope in scopes)


def allow(actor: Actor, action: Action, resource: Resource = NOBODYS) -> None:
    """Raises: NotPermitted unless the actor can do `action` to `resource`."""
    if not can(actor, action, resource):
        raise NotPermitted(actor=actor.id, action=action.value)

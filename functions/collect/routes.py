"""The doors of collection: statements, bank events, what is owed and paid, cover."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect import bank_events, contributions, covers, owed, statement_files, statements
from functions.collect.shapes import (
    AccountAnswer,
    AssessmentAnswer,
    BankQuery,
    ContributionsAnswer,
    CoverAnswer,
    CoverQuery,
    OwedAnswer,
    ReceiptAnswer,
    StatementAnswer,
    StatementBody,
    StatementFileBody,
)
from ishtirak.rules.accounts import PayerKind
from ishtirak.rules.categories import Share
from ishtirak.rules.dates import month_of
from ishtirak.storage import accounts, assessments, dependants, employers, laws, receipts, subscribers
from ishtirak.storage import statements as stored_statements
from ishtirak.storage.ledger import RECORDED_SHARES
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import FormAnswer, Page, accepted, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import PageQuery, parse, query
from ishtirak.web.permissions import Action, Resource, allow, employers_own, subscribers_own

routes = Blueprint(__name__)


def _request() -> Request:
    return routes.current_request


def _resource_of_payer(payer_id: str) -> Resource:
    """Whose an account is; the payer's own record says it."""
    if accounts.load(payer_id, laws.in_force()).kind is PayerKind.EMPLOYER:
        return employers_own(employers.load(payer_id))
    return subscribers_own(subscribers.load(payer_id))


@routes.route("/v1/bank/events", methods=["POST"])
@door(
    "حدث من مصرف",
    body=bank_events.BankEvent,
    query=BankQuery,
    answer=bank_events.Accepted,
    status=202,
    errors=(bank_events.UnsignedEvent, bank_events.StaleEvent, bank_events.BadSignature),
    signed=True,
)
def post_bank_event() -> Response:
    """COL-3: a signed event is safely queued before it is answered, and applied once."""
    webhook_id = bank_events.accept(query(BankQuery, _request()).bank, _request(), clock.today())
    return accepted(bank_events.Accepted(accepted=webhook_id))


@routes.route("/v1/employers/{employer_id}/statements", methods=["POST"], authorizer=signed_in)
@door(
    "كشف مرتبات شهر",
    body=StatementBody,
    answer=StatementAnswer,
    status=201,
)
def post_statement(employer_id: str) -> Response:
    """COL-7: an employer declares the salaries of a month and learns what it owes, before anybody confirms."""
    actor = actor_of(_request())
    allow(actor, Action.SUBMIT_STATEMENT, employers_own(employers.load(employer_id)))
    told = parse(StatementBody, _request())

    def submit() -> Response:
        statement = statements.submit(employer_id, told.month, told.stated(), actor.id, clock.now(), laws.in_force())
        return created(StatementAnswer.of(statement), f"/v1/statements/{statement.id}")

    return once(_request(), actor, submit)


@routes.route("/v1/employers/{employer_id}/statements/uploads", methods=["POST"], authorizer=signed_in)
@door(
    "كشف مرتبات شهر في ملف",
    body=StatementFileBody,
    answer=StatementAnswer,
    status=201,
)
def post_statement_upload(employer_id: str) -> Response:
    """COL-7: ask for a form by which a statement can be sent as a file (CSV, XLSX)."""
    actor = actor_of(_request())
    allow(actor, Action.SUBMIT_STATEMENT, employers_own(employers.load(employer_id)))
    told = parse(StatementFileBody, _request())
    statement, form = statement_files.ask(employer_id, told.month, told.file_name, actor.id, clock.now())
    return created(
        StatementAnswer.of(statement, FormAnswer(url=form.url, fields=form.fields)), f"/v1/statements/{statement.id}"
    )


@routes.route("/v1/statements/{statement_id}", methods=["GET"], authorizer=signed_in)
@door("كشف مرتبات", answer=StatementAnswer)
def get_statement(statement_id: str) -> Response:
    """COL-7: what the check of a statement has found, and whether it is confirmed."""
    statement = stored_statements.load(statement_id)
    allow(actor_of(_request()), Action.READ_STATEMENT, employers_own(employers.load(statement.employer_id)))
    return ok(StatementAnswer.of(statement))


@routes.route("/v1/statements/{statement_id}/confirm", methods=["POST"], authorizer=signed_in)
@door(
    "تأكيد كشف مرتبات",
    answer=StatementAnswer,
    status=202,
    errors=(statements.NotChecked,),
)
def confirm_statement(statement_id: str) -> Response:
    """COL-7: make a checked statement the one that its month is assessed from; confirming again changes nothing."""
    actor, statement = actor_of(_request()), stored_statements.load(statement_id)
    allow(actor, Action.CONFIRM_STATEMENT, employers_own(employers.load(statement.employer_id)))
    confirmed = statements.confirm(statement_id, actor.id, clock.now())
    return accepted(StatementAnswer.of(confirmed), f"/v1/statements/{statement_id}")


@routes.route("/v1/payers/{payer_id}/account", methods=["GET"], authorizer=signed_in)
@door("حساب دافع", answer=AccountAnswer)
def get_account(payer_id: str) -> Response:
    """COL-4: what an employer or a subscriber owes, month by month, and how long it has been behind."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, _resource_of_payer(payer_id))
    law = laws.in_force()
    return ok(AccountAnswer.of(accounts.load(payer_id, law), clock.today(), law))


@routes.route("/v1/payers/{payer_id}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("المستحق على دافع لشهر", answer=OwedAnswer)
def get_payer_month(payer_id: str, month: str) -> Response:
    """COL-1: what was owed for a month, what of it is paid, what is open; nothing where it has not been opened."""
    allow(actor_of(_request()), Action.READ_ACCOUNT, _resource_of_payer(payer_id))
    asked = month_of(month)
    return ok(OwedAnswer.of(asked, owed.owed_by_payer(payer_id, asked, laws.in_force())))


@routes.route("/v1/shares/{share}/months/{month}", methods=["GET"], authorizer=signed_in)
@door(
    "المتوقع من الضمان أو الدولة لشهر",
    answer=OwedAnswer,
)
def get_share_month(share: str, month: str) -> Response:
    """COL-1: the totals of a month for the shares that the fund only records."""
    allow(actor_of(_request()), Action.READ_SHARE)
    if share not in RECORDED_SHARES:
        raise owed.UnknownShare(share=share)
    asked = month_of(month)
    return ok(OwedAnswer.of(asked, owed.owed_by_share(Share(share), asked)))


@routes.route("/v1/subscribers/{subscriber_id}/months/{month}", methods=["GET"], authorizer=signed_in)
@door("تقدير اشتراك شهر", answer=AssessmentAnswer)
def get_assessment(subscriber_id: str, month: str) -> Response:
    """CON-8: what a subscriber's month was assessed at, and where the income comes from."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(person))
    return ok(AssessmentAnswer.of(assessments.load(subscriber_id, month_of(month))))


@routes.route("/v1/subscribers/{subscriber_id}/contributions", methods=["GET"], authorizer=signed_in)
@door("تاريخ اشتراكات مشترك", answer=ContributionsAnswer)
def get_contributions(subscriber_id: str) -> Response:
    """ENR-8: every month that was ever owed for a person, with whom and in which sector, and how they add up."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_ACCOUNT, subscribers_own(person))
    return ok(ContributionsAnswer.of(contributions.of_subscriber(person, laws.in_force())))


@routes.route("/v1/subscribers/{subscriber_id}/cover", methods=["GET"], authorizer=signed_in)
@door("تغطية مشترك", query=CoverQuery, answer=CoverAnswer)
def get_cover(subscriber_id: str) -> Response:
    """PKG-6: package, reason, since and until on any date; for a date to come, what holds if nothing is paid."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    on = query(CoverQuery, _request()).on or clock.today()
    law = laws.in_force()
    return ok(CoverAnswer.of(covers.cover_of(person, on, law), law))


@routes.route("/v1/subscribers/{subscriber_id}/dependants/{dependant_id}/cover", methods=["GET"], authorizer=signed_in)
@door("تغطية منتفع", query=CoverQuery, answer=CoverAnswer)
def get_dependant_cover(subscriber_id: str, dependant_id: str) -> Response:
    """PKG-5: a dependant has the package of the subscriber."""
    person = subscribers.load(subscriber_id)
    allow(actor_of(_request()), Action.READ_COVER, subscribers_own(person))
    on = query(CoverQuery, _request()).on or clock.today()
    dependant = dependants.load(subscriber_id, dependant_id)
    law = laws.in_force()
    return ok(CoverAnswer.of(covers.cover_of_dependant(person, dependant, on, law), law))


@routes.route("/v1/suspense", methods=["GET"], authorizer=signed_in)
@door(
    "إيصالات معلقة",
    query=PageQuery,
    answer=Page[ReceiptAnswer],
)
def get_suspense() -> Response:
    """COL-6: the receipts whose payer can't be told, oldest first."""
    allow(actor_of(_request()), Action.READ_SUSPENSE)
    asked = query(PageQuery, _request())
    found, after = receipts.suspense(asked.limit, after_of("suspense", asked.cursor))
    items = [ReceiptAnswer.of(receipt) for receipt in found]
    return ok(Page[ReceiptAnswer](items=items, next=cursor_of("suspense", after)))


@routes.route("/v1/receipts/{bank}/{receipt_id}", methods=["GET"], authorizer=signed_in)
@door("إيصال مصرف", answer=ReceiptAnswer)
def get_receipt(bank: str, receipt_id: str) -> Response:
    """COL-3: a payment as its bank reported it, and the account it went to."""
    allow(actor_of(_request()), Action.READ_RECEIPT)
    return ok(ReceiptAnswer.of(receipts.load(bank, receipt_id)))

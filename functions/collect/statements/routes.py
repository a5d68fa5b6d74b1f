"""The doors of employers' monthly statements: declared or sent as a file, looked at, confirmed (COL-7)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.collect.statements import files as statement_files
from functions.collect.statements import submitting as statements
from functions.collect.statements.shapes import (
    StatementAnswer,
    StatementBody,
    StatementFileBody,
)
from ishtirak.storage import employers, laws
from ishtirak.storage import statements as stored_statements
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import FormAnswer, accepted, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse
from ishtirak.web.permissions import Action, allow, employers_own

statement_routes = Blueprint(__name__)


def _request() -> Request:
    return statement_routes.current_request


@statement_routes.route("/v1/employers/{employer_id}/statements", methods=["POST"], authorizer=signed_in)
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


@statement_routes.route("/v1/employers/{employer_id}/statements/uploads", methods=["POST"], authorizer=signed_in)
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


@statement_routes.route("/v1/statements/{statement_id}", methods=["GET"], authorizer=signed_in)
@door("كشف مرتبات", answer=StatementAnswer)
def get_statement(statement_id: str) -> Response:
    """COL-7: what the check of a statement has found, and whether it is confirmed."""
    statement = stored_statements.load(statement_id)
    allow(actor_of(_request()), Action.READ_STATEMENT, employers_own(employers.load(statement.employer_id)))
    return ok(StatementAnswer.of(statement))


@statement_routes.route("/v1/statements/{statement_id}/confirm", methods=["POST"], authorizer=signed_in)
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

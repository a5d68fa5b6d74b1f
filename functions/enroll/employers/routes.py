"""The doors of employers: their records, as they are and as they were, and searching them."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll.employers import registering
from functions.enroll.employers.shapes import (
    EmployerAnswer,
    EmployerBody,
    EmployerChanges,
    EmployerQuery,
    FoundEmployer,
)
from functions.enroll.history import as_of as history
from functions.enroll.history.shapes import OnQuery
from ishtirak.storage import employer_search, employers, laws, policies
from ishtirak.storage.employer_search import Found
from ishtirak.storage.employers import Employer
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Page, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, Resource, allow, can, employers_own
from ishtirak.web.preconditions import check_version

employer_routes = Blueprint(__name__)


def _request() -> Request:
    return employer_routes.current_request


def _answer_of(employer: Employer) -> EmployerAnswer:
    return EmployerAnswer.of(employer, policies.load(employer.id), clock.today())


@employer_routes.route("/v1/employers", methods=["POST"], authorizer=signed_in)
@door("تسجيل جهة عمل وفتح وثيقتها", body=EmployerBody, answer=EmployerAnswer, status=201)
def post_employer() -> Response:
    """ENR-1: register an employer and open its policy; each number of a register is registered once."""
    actor = actor_of(_request())
    allow(actor, Action.REGISTER_EMPLOYER, Resource(agent=actor.agent))
    new = parse(EmployerBody, _request()).employer()

    def register() -> Response:
        employer = registering.register(new, actor.name, clock.now(), laws.in_force())
        return created(_answer_of(employer), f"/v1/employers/{employer.id}", version=employer.version)

    return once(_request(), actor, register)


@employer_routes.route("/v1/employers", methods=["GET"], authorizer=signed_in)
@door("البحث عن جهات العمل", query=EmployerQuery, answer=Page[FoundEmployer])
def get_employers() -> Response:
    """ENR-1: search employers by words of the name, by the number of a register, or by a phone.

    An agent finds those whom the agent has registered. A page may hold fewer than its limit and yet go on.
    """
    actor, asked = actor_of(_request()), query(EmployerQuery, _request()).one_term()
    allow(actor, Action.SEARCH_EMPLOYERS, Resource(agent=actor.agent))
    only_of = None if can(actor, Action.SEARCH_EMPLOYERS) else actor.agent
    name = f"employers {asked.name} {asked.registration_number} {asked.phone} of {only_of}"
    found = _found(asked, only_of, after_of(name, asked.cursor))
    records = employers.load_all(found.employer_ids)
    items = [FoundEmployer.of(records[each]) for each in found.employer_ids if each in records]
    return ok(Page[FoundEmployer](items=items, next=cursor_of(name, found.after)))


def _found(asked: EmployerQuery, registered_by: str | None, after: str | None) -> Found:
    if asked.name is not None:
        return employer_search.by_name(asked.name, registered_by, asked.limit, after)
    if asked.phone is not None:
        return employer_search.by_phone(asked.phone, registered_by, asked.limit, after)
    return employer_search.by_number(str(asked.registration_number), registered_by)


@employer_routes.route("/v1/employers/{employer_id}", methods=["GET"], authorizer=signed_in)
@door("بيانات جهة عمل", query=OnQuery, answer=EmployerAnswer)
def get_employer(employer_id: str) -> Response:
    """ENR-1, ENR-4: an employer's record, as it is or as it was at the end of a day."""
    employer, on = employers.load(employer_id), query(OnQuery, _request()).on
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employer))
    if on is None:
        return ok(_answer_of(employer), version=employer.version)
    then, policy = history.employer_on(employer_id, on, clock.today())
    return ok(EmployerAnswer.of(then, policy, on))


@employer_routes.route("/v1/employers/{employer_id}", methods=["PATCH"], authorizer=signed_in)
@door("تعديل بيانات جهة عمل", body=EmployerChanges, answer=EmployerAnswer)
def patch_employer(employer_id: str) -> Response:
    """ENR-4: change fields of an employer's record; who, when, from and to are kept."""
    actor, employer = actor_of(_request()), employers.load(employer_id)
    allow(actor, Action.EDIT_EMPLOYER, employers_own(employer))
    changes = parse(EmployerChanges, _request()).changes()
    check_version(_request(), employer.version)
    edited = registering.edit(employer, changes, actor.name, clock.now())
    return ok(_answer_of(edited), version=edited.version)

"""The doors of employers: their records."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.enroll import employers as registering
from functions.enroll.employer_shapes import EmployerAnswer, EmployerBody, EmployerChanges
from ishtirak.storage import employers, laws
from ishtirak.web import clock
from ishtirak.web.actors import actor_of, name_of
from ishtirak.web.answers import created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.idempotency import once
from ishtirak.web.parsing import changes_in, parse
from ishtirak.web.permissions import Action, Resource, allow, employers_own
from ishtirak.web.preconditions import check_version

employer_routes = Blueprint(__name__)


def _request() -> Request:
    return employer_routes.current_request


@employer_routes.route("/v1/employers", methods=["POST"], authorizer=signed_in)
@door(
    "تسجيل جهة عمل وفتح وثيقتها",
    body=EmployerBody,
    answer=EmployerAnswer,
    status=201,
)
def post_employer() -> Response:
    """ENR-1: register an employer and open its policy."""
    actor = actor_of(_request())
    allow(actor, Action.REGISTER_EMPLOYER, Resource(agent=actor.agent))
    new = registering.NewEmployer(**dict(parse(EmployerBody, _request())))

    def register() -> Response:
        employer = registering.register(new, name_of(actor), clock.now(), laws.in_force())
        return created(EmployerAnswer.of(employer), f"/v1/employers/{employer.id}", version=employer.version)

    return once(_request(), actor, register)


@employer_routes.route("/v1/employers/{employer_id}", methods=["GET"], authorizer=signed_in)
@door("بيانات جهة عمل", answer=EmployerAnswer)
def get_employer(employer_id: str) -> Response:
    """ENR-1: an employer's record."""
    employer = employers.load(employer_id)
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employer))
    return ok(EmployerAnswer.of(employer), version=employer.version)


@employer_routes.route("/v1/employers/{employer_id}", methods=["PATCH"], authorizer=signed_in)
@door(
    "تعديل بيانات جهة عمل",
    body=EmployerChanges,
    answer=EmployerAnswer,
)
def patch_employer(employer_id: str) -> Response:
    """ENR-4: change fields of an employer's record; who, when, from and to are kept."""
    actor, employer = actor_of(_request()), employers.load(employer_id)
    allow(actor, Action.EDIT_EMPLOYER, employers_own(employer))
    changes = changes_in(parse(EmployerChanges, _request()))
    check_version(_request(), employer.version)
    edited = registering.edit(employer, changes, name_of(actor), clock.now())
    return ok(EmployerAnswer.of(edited), version=edited.version)

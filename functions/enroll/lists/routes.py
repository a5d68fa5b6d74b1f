"""The doors of lists of employees from files: asked for, looked at, confirmed (ENR-9)."""

from __future__ import annotations

from datetime import timedelta

from chalice.app import Blueprint, Request, Response

from functions.enroll.lists import requests as registrations
from functions.enroll.lists.shapes import (
    ConfirmQuery,
    Leavers,
    LinesQuery,
    ListBody,
    ListLineAnswer,
    RegistrationAnswer,
)
from ishtirak.storage import employers, uploads
from ishtirak.storage.registrations import found_key
from ishtirak.storage.registrations import load as load_registration
from ishtirak.web import clock
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import FormAnswer, LinkAnswer, Page, accepted, created, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.cursors import cursor_of, place_of
from ishtirak.web.doors import door
from ishtirak.web.parsing import parse, query
from ishtirak.web.permissions import Action, allow, employers_own

registration_routes = Blueprint(__name__)


def _request() -> Request:
    return registration_routes.current_request


@registration_routes.route("/v1/employers/{employer_id}/registrations", methods=["POST"], authorizer=signed_in)
@door(
    "تسجيل قائمة موظفين من ملف",
    body=ListBody,
    answer=RegistrationAnswer,
    status=201,
)
def post_registration(employer_id: str) -> Response:
    """ENR-9: ask for a form by which a list of employees can be sent as a file."""
    actor = actor_of(_request())
    allow(actor, Action.UPLOAD_FILE, employers_own(employers.load(employer_id)))
    told = parse(ListBody, _request())
    registration, form = registrations.ask(
        employer_id, told.file_name, told.covered_from or clock.today(), actor.name, clock.now()
    )
    return created(
        RegistrationAnswer.of(registration, FormAnswer(url=form.url, fields=form.fields)),
        f"/v1/registrations/{registration.id}",
    )


@registration_routes.route("/v1/registrations/{registration_id}", methods=["GET"], authorizer=signed_in)
@door("حالة تسجيل قائمة", answer=RegistrationAnswer)
def get_registration(registration_id: str) -> Response:
    """ENR-9: what the check of a list has found, and how far its registration has come."""
    registration = load_registration(registration_id)
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(registration.employer_id)))
    return ok(RegistrationAnswer.of(registration))


@registration_routes.route("/v1/registrations/{registration_id}/lines", methods=["GET"], authorizer=signed_in)
@door("سطور قائمة", query=LinesQuery, answer=Page[ListLineAnswer])
def get_lines(registration_id: str) -> Response:
    """ENR-9: the people of one group of a checked list: who is new, comes back, changes, is refused, is missing."""
    registration = load_registration(registration_id)
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(registration.employer_id)))
    asked = query(LinesQuery, _request())
    name = f"{asked.group} of {registration_id}"
    start = place_of(name, asked.cursor)
    found = uploads.lines_of(found_key(registration_id, asked.group.value), asked.limit, start)
    items = [ListLineAnswer.model_validate_json(line) for line in found.lines]
    return ok(Page[ListLineAnswer](items=items, next=cursor_of(name, str(found.after) if found.after else None)))


@registration_routes.route("/v1/registrations/{registration_id}/errors", methods=["GET"], authorizer=signed_in)
@door("ملف السطور المرفوضة", answer=LinkAnswer)
def get_errors(registration_id: str) -> Response:
    """ENR-9: the refused lines as they were sent, with the reasons in Arabic: to be corrected and sent again."""
    registration = load_registration(registration_id)
    allow(actor_of(_request()), Action.READ_EMPLOYER, employers_own(employers.load(registration.employer_id)))
    key = registrations.errors_of(registration)
    url = uploads.link_to(key, f"errors-{registration_id}.csv")
    return ok(LinkAnswer(url=url, expires_at=clock.now() + timedelta(seconds=uploads.LINK_LASTS_SECONDS)))


@registration_routes.route("/v1/registrations/{registration_id}/confirm", methods=["POST"], authorizer=signed_in)
@door(
    "تأكيد تسجيل قائمة",
    query=ConfirmQuery,
    answer=RegistrationAnswer,
    status=202,
)
def confirm_registration(registration_id: str) -> Response:
    """ENR-9: do what a checked list says; those who are missing from it leave only if that is asked for."""
    actor, registration = actor_of(_request()), load_registration(registration_id)
    allow(actor, Action.UPLOAD_FILE, employers_own(employers.load(registration.employer_id)))
    asked = query(ConfirmQuery, _request())
    leaving = asked.leavers is Leavers.LEAVE
    leave_on = (asked.left_on or registration.covered_from) if leaving else None
    confirmed = registrations.confirm(registration_id, leave_on, actor.name, clock.now())
    return accepted(RegistrationAnswer.of(confirmed), f"/v1/registrations/{registration_id}")

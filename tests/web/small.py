"""A small application with one door of each kind, called as API Gateway calls the real one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from chalice.app import Blueprint, Chalice, Response
from chalice.local import LocalGatewayException

from infra.engine.gateway import Gateway
from ishtirak.errors import InvalidField, MissingSetting, NotFound
from ishtirak.web.actors import actor_of
from ishtirak.web.answers import Answer, Page, accepted, created, ok
from ishtirak.web.authorizer import doors, signed_in
from ishtirak.web.cursors import after_of, cursor_of
from ishtirak.web.doors import door
from ishtirak.web.fields import Day, Dinars, MonthField, PersonName, PositiveDinars
from ishtirak.web.idempotency import once
from ishtirak.web.openapi import docs_routes
from ishtirak.web.parsing import Body, PageQuery, parse, query
from ishtirak.web.permissions import Action, allow
from ishtirak.web.preconditions import check_version


class UnknownThing(NotFound):
    code = "unknown_thing"
    ar = "لا يوجد شيء بالرقم {id}."
    en = "There is no thing {id}."


class TakenName(InvalidField):
    code = "taken_name"
    ar = "الاسم مستعمل."
    en = "The name is taken."


class ThingBody(Body):
    """A thing to be made."""

    name: PersonName
    gross: PositiveDinars
    month: MonthField | None = None
    on: Day | None = None


class ThingAnswer(Answer):
    id: str
    name: str
    gross: Dinars


class Answered(NamedTuple):
    """What came back. `problem` is the body where it is JSON."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Small:
    """`made` are the things that were made; `before_making` runs before each."""

    def __init__(self) -> None:
        self.made: list[ThingBody] = []
        self.before_making: Callable[[], None] = lambda: None
        self.app = Chalice("small")
        for blueprint in (doors, docs_routes, self._things()):
            self.app.register_blueprint(blueprint)
        self._gateway = Gateway(self.app)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        """Call a door. A dict is sent as JSON; names of headers are written with underscores."""
        sent = json.dumps(body).encode() if isinstance(body, dict) else body
        named = {"content-type": "application/json"} if sent is not None else {}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            answer = self._gateway.handle_request(method, path, named, sent)
        except LocalGatewayException as refusal:
            return Answered(int(refusal.CODE), dict(refusal.headers), (refusal.body or b"").decode())
        return Answered(answer["statusCode"], answer["headers"], answer["body"])

    def _things(self) -> Blueprint:
        routes = Blueprint("functions.enroll.subscribers.routes")
        self._hang_lists(routes)
        _hang_single_things(routes)
        _hang_odd_doors(routes)
        return routes

    def _hang_lists(self, routes: Blueprint) -> None:
        @routes.route("/v1/things", methods=["POST"], authorizer=signed_in)
        @door("صنع شيء", body=ThingBody, answer=ThingAnswer, status=201, errors=(TakenName,))
        def post_thing() -> Response:
            """ENR-1, ENR-2: make a thing.

            And this is not shown.
            """
            told = parse(ThingBody, routes.current_request)

            def make() -> Response:
                self.before_making()
                self.made.append(told)
                thing = ThingAnswer(id=f"T{len(self.made)}", name=told.name, gross=told.gross)
                return created(thing, f"/v1/things/{thing.id}", version=1)

            return once(routes.current_request, actor_of(routes.current_request), make)

        @routes.route("/v1/things", authorizer=signed_in)
        @door("الأشياء", query=PageQuery, answer=Page[ThingAnswer])
        def get_things() -> Response:
            """All things."""
            asked = query(PageQuery, routes.current_request)
            start = int(after_of("things", asked.cursor) or 0)
            end = start + asked.limit
            items = [
                ThingAnswer(id=f"T{number}", name=thing.name, gross=thing.gross)
                for number, thing in enumerate(self.made[start:end], start + 1)
            ]
            after = str(end) if end < len(self.made) else None
            return ok(Page[ThingAnswer](items=items, next=cursor_of("things", after)))


@contextmanager
def small_app() -> Iterator[Small]:
    """The small application; afterwards the shared routes belong to the application that had them before."""
    before = docs_routes._current_app
    try:
        yield Small()
    finally:
        docs_routes._current_app = before


def _hang_single_things(routes: Blueprint) -> None:
    @routes.route("/v1/things/{thing_id}", methods=["PATCH"], authorizer=signed_in)
    @door("تعديل شيء", body=ThingBody, answer=ThingAnswer)
    def patch_thing(thing_id: str) -> Response:
        """Edit a thing."""
        check_version(routes.current_request, 3)
        told = parse(ThingBody, routes.current_request)
        return ok(ThingAnswer(id=thing_id, name=told.name, gross=told.gross), version=4)

    @routes.route("/v1/things/{thing_id}", authorizer=signed_in)
    @door("شيء", answer=ThingAnswer, errors=(UnknownThing,))
    def get_thing(thing_id: str) -> Response:
        """A thing."""
        raise UnknownThing(id=thing_id)


def _hang_odd_doors(routes: Blueprint) -> None:
    @routes.route("/v1/broken/{how}")
    @door("معطل")
    def get_broken(how: str) -> Response:
        """Break."""
        if how == "defect":
            raise MissingSetting(name="SECRET_PLACE")
        if how == "field":
            raise TakenName("lines.3.name")
        raise RuntimeError("the inside of the system")

    @routes.route("/v1/ledger", authorizer=signed_in)
    @door("الدفتر")
    def get_ledger() -> Response:
        """The ledger."""
        allow(actor_of(routes.current_request), Action.CHECK_LEDGER)
        raise AssertionError("an employer may not do this")

    @routes.route("/v1/bank/events", methods=["POST"])
    @door("حدث مصرفي", body=ThingBody, answer=ThingAnswer, status=202, signed=True)
    def post_event() -> Response:
        """A bank's event."""
        told = parse(ThingBody, routes.current_request)
        return accepted(ThingAnswer(id="T", name=told.name, gross=told.gross))

"""The doors of work that was given up, whatever room it is of (NOT-3)."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from ishtirak.messaging import dead_letters
from ishtirak.messaging.dead_letters import UnknownDeadLetters
from ishtirak.storage import deeds, keys
from ishtirak.storage.transactions import write
from ishtirak.web import clock
from ishtirak.web.actors import Actor, actor_of
from ishtirak.web.answers import Answer, ok
from ishtirak.web.authorizer import signed_in
from ishtirak.web.doors import door
from ishtirak.web.permissions import Action, allow

dead_letter_routes = Blueprint(__name__)


class DeadLettersAnswer(Answer):
    """How many messages lie in a dead-letter queue, and whether they can be put back."""

    queue: str
    messages: int
    can_be_redriven: bool


class AllDeadLettersAnswer(Answer):
    """Every dead-letter queue of the system."""

    items: list[DeadLettersAnswer]


class RedrivenAnswer(Answer):
    """How many messages were put back; what is left, is by another request."""

    queue: str
    moved: int
    left: int


def _request() -> Request:
    return dead_letter_routes.current_request


def _manager() -> Actor:
    actor = actor_of(_request())
    allow(actor, Action.MANAGE_QUEUES)
    return actor


@dead_letter_routes.route("/v1/dead-letters", methods=["GET"], authorizer=signed_in)
@door("عمل تعذر إنجازه", answer=AllDeadLettersAnswer)
def get_dead_letters() -> Response:
    """NOT-3: how much work was given up, queue by queue."""
    _manager()
    items = [DeadLettersAnswer(**each._asdict()) for each in dead_letters.count_all()]
    return ok(AllDeadLettersAnswer(items=items))


@dead_letter_routes.route("/v1/dead-letters/{queue}/redrive", methods=["POST"], authorizer=signed_in)
@door("إعادة عمل تعذر إنجازه", answer=RedrivenAnswer, errors=(UnknownDeadLetters,))
def redrive_dead_letters(queue: str) -> Response:
    """NOT-3: put work that was given up back into its queue, once its cause was found; who has done so is kept."""
    actor, seen = _manager(), dead_letters.count(queue)
    what = {"messages": seen.messages}
    write(deeds.put_deed(keys.queue(queue), actor.name, "redrive_dead_letters", clock.now(), what))
    moved = dead_letters.redrive(queue)
    return ok(RedrivenAnswer(queue=queue, moved=moved, left=dead_letters.count(queue).messages))

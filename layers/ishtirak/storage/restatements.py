"""People of whose opened months something else has turned out to be true: they are assessed again, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ishtirak.rules.calendar import Month
from ishtirak.storage import keys, table
from ishtirak.storage.transactions import Put, Update


@dataclass(frozen=True, slots=True)
class Restatement:
    """That a person's months are to be assessed again, from `from_` on."""

    subscriber_id: str
    from_: Month
    number: int


def find(subscriber_id: str) -> Restatement | None:
    """What is asked for and not done yet."""
    item = table.get(keys.restatement(subscriber_id))
    if item is None or "due_on" not in item:
        return None
    return Restatement(subscriber_id, Month.parse(item["from"]), item["number"])


def ask(subscriber_id: str, from_: Month, today: date) -> Put:
    """The write that asks for it; it raises Moved where somebody else has just asked or it has just been done."""
    item = table.get(keys.restatement(subscriber_id))
    number = item["number"] if item else 0
    earlier = [Month.parse(item["from"])] if item and "due_on" in item else []
    key = keys.restatement(subscriber_id)
    asked = {
        "from": str(min([from_, *earlier])),
        "number": number + 1,
        "due_shard": keys.due_shard(key.pk),
        "due_on": today.isoformat(),
    }
    return Put(key, asked, if_is={"number": number or None})


def done(asked: Restatement) -> Update:
    """The write by which nothing is asked for any more; it raises Moved where more has been asked for meanwhile."""
    cleared = {"due_shard": None, "due_on": None}
    return Update(keys.restatement(asked.subscriber_id), set=cleared, if_is={"number": asked.number})

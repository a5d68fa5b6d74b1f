"""What Amazon SNS writes into its logs of the SMS that have left, read line by line (NOT-4).

It writes of every SMS of the account, and knows ours by its own ids alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from functions.notify import receipts
from ishtirak.messaging.queues import LONGEST_DELAY_SECONDS, Queue, send, send_all
from ishtirak.messaging.sms import delivery_logs
from ishtirak.storage import outgoing
from ishtirak.storage.notices import Delivery
from ishtirak.storage.outgoing import UnknownReference
from ishtirak.web.clock import FUND_TIME

LINE = "delivery_line"
"""Where a message of the queue holds a line."""

AGAIN = "again"
"""Where it says that its line was read before."""

logger = Logger(child=True)


def take(event: Mapping[str, Any]) -> int:
    """Put each line that CloudWatch hands on into the queue, where it is tried by itself; returns how many."""
    return send_all(Queue.OUTBOX, ({LINE: line} for line in delivery_logs.lines_in(event)))


def work(message: Mapping[str, Any]) -> None:
    """Write down what a line says of an SMS of ours; those of others of the account are left alone.

    A line can be faster than we note the id that it names: it is looked at once more, later.
    Raises: NotRead.
    """
    line = delivery_logs.read(message[LINE])
    reference = outgoing.reference_under(line.message_id)
    if reference is None:
        if AGAIN not in message:
            send(Queue.OUTBOX, {**message, AGAIN: True}, LONGEST_DELAY_SECONDS)
        return
    delivery = Delivery.DELIVERED if line.arrived else Delivery.UNDELIVERED
    at = line.at.astimezone(FUND_TIME)
    try:
        receipts.receive(reference, line.message_id, delivery, line.reason, at, line.speaks_of_number)
    except UnknownReference:
        logger.info("a receipt of an SMS that was sent anew since", message_id=line.message_id)

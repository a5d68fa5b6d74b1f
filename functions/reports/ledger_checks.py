"""Asking for a check of the ledger, and making it (COL-10)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aws_lambda_powertools import Logger

from functions.reports import snapshots
from functions.reports.ledger_proof import Difference, Proof, differences_in, prove
from functions.reports.scans import Control
from ishtirak.errors import FundError
from ishtirak.law.law import Law
from ishtirak.messaging.queues import Queue, send
from ishtirak.storage import reports
from ishtirak.storage.ids import new_id
from ishtirak.storage.reports import UNFINISHED, Failure, LedgerCheck
from ishtirak.storage.transactions import write_one

DIFFERENCES_SHOWN = 100

logger = Logger(child=True)


def ask(actor_id: str, now: datetime) -> LedgerCheck:
    """Ask for a check. It takes the place of the one before; that is not lost, its result is a metric."""
    check = LedgerCheck(new_id("C"), actor_id, now)
    write_one(reports.put_check(check))
    send(Queue.REPORTS, {"check_id": check.id})
    return check


def make(check_id: str, now: datetime, law: Law) -> Proof | None:
    """Prove the ledger. None where nothing was proved: done before, a newer check was asked for, or it failed."""
    check = reports.load_check()
    if check.id != check_id or check.state not in UNFINISHED:
        return None
    control = Control()

    def look() -> frozenset[Difference]:
        nonlocal control
        with TemporaryDirectory() as folder:
            control = snapshots.take(Path(folder), law)
            return differences_in(Path(folder))

    try:
        proof = prove(look)
    except FundError as error:
        logger.exception("the ledger could not be checked", check_id=check_id, code=error.code)
        reports.fail_check(check_id, Failure.of(error))
        return None
    figures = {
        "balanced": proof.balanced,
        "entries": control.entries,
        "accounts": control.rows["accounts"],
        "found": len(proof.differences),
        "unsettled": proof.unsettled,
    }
    shown = [each.as_item() for each in proof.differences[:DIFFERENCES_SHOWN]]
    reports.finish_check(check_id, figures, shown, now)
    return proof

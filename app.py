"""The composition root: every door, worker and schedule of the system hangs on this application."""

from chalice import Chalice

from functions.collect.accounts.agreement_routes import agreement_routes
from functions.collect.accounts.routes import account_routes
from functions.collect.cards.routes import card_routes
from functions.collect.cases.routes import case_routes
from functions.collect.cover.routes import cover_routes
from functions.collect.eligibility.routes import eligibility_routes
from functions.collect.events import events as collect_events
from functions.collect.explanations.routes import explanation_routes
from functions.collect.explanations.trail_routes import trail_routes
from functions.collect.law.routes import law_routes
from functions.collect.periods.routes import period_routes
from functions.collect.receipts.routes import receipt_routes
from functions.collect.receipts.suspense_routes import suspense_routes
from functions.collect.reconciliation.debit_routes import debit_routes
from functions.collect.reconciliation.routes import reconciliation_routes
from functions.collect.schedules import schedules as collect_schedules
from functions.collect.shares.routes import share_routes
from functions.collect.statements.routes import statement_routes
from functions.collect.sweeps.routes import sweep_routes
from functions.enroll.changes.routes import change_routes
from functions.enroll.employers.policy_routes import policy_routes
from functions.enroll.employers.routes import employer_routes
from functions.enroll.endings.routes import life_event_routes
from functions.enroll.events import events as enroll_events
from functions.enroll.families.routes import family_routes
from functions.enroll.handovers.routes import handover_routes
from functions.enroll.history.routes import history_routes
from functions.enroll.lists.routes import registration_routes
from functions.enroll.papers.photograph_routes import photograph_routes
from functions.enroll.papers.routes import document_routes
from functions.enroll.subscribers.certificate_routes import certificate_routes
from functions.enroll.subscribers.mandate_routes import mandate_routes
from functions.enroll.subscribers.routes import subscriber_routes
from functions.notify.events import events as notify_events
from functions.notify.outbox_routes import outbox_routes
from functions.notify.routes import routes as notify_routes
from functions.notify.schedules import schedules as notify_schedules
from functions.notify.template_routes import template_routes
from functions.notify.webhook_routes import webhook_routes
from functions.reports.closings.routes import closing_routes
from functions.reports.dead_letter_routes import dead_letter_routes
from functions.reports.documents.routes import issued_document_routes
from functions.reports.events import events as reports_events
from functions.reports.routes import routes as reports_routes
from ishtirak.web.authorizer import doors
from ishtirak.web.openapi import docs_routes

# Its own logging would take the logger `ishtirak` and let through errors only.
app = Chalice(app_name="ishtirak", configure_logs=False)

for room in (
    doors,
    docs_routes,
    employer_routes,
    policy_routes,
    history_routes,
    handover_routes,
    subscriber_routes,
    registration_routes,
    family_routes,
    life_event_routes,
    certificate_routes,
    change_routes,
    mandate_routes,
    document_routes,
    photograph_routes,
    enroll_events,
    account_routes,
    agreement_routes,
    share_routes,
    cover_routes,
    card_routes,
    eligibility_routes,
    receipt_routes,
    suspense_routes,
    reconciliation_routes,
    debit_routes,
    period_routes,
    statement_routes,
    law_routes,
    explanation_routes,
    trail_routes,
    case_routes,
    sweep_routes,
    collect_events,
    collect_schedules,
    notify_routes,
    outbox_routes,
    template_routes,
    webhook_routes,
    notify_events,
    notify_schedules,
    reports_routes,
    issued_document_routes,
    closing_routes,
    dead_letter_routes,
    reports_events,
):
    app.register_blueprint(room)

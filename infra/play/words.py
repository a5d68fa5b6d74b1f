"""The words that scenarios use, and those of them that the system can't play yet.

A word stays here once it is in use, and its meaning never changes.
"""

from __future__ import annotations

CATEGORIES = {"public_employee", "private_employee", "military_security", "self_employed", "retiree", "state_paid"}

CATEGORIES_WITHOUT_INCOME = {"state_paid"}
"""Those for whom the state pays an amount by age, so that no income is made up."""

CATEGORIES_WITH_NUMBER = {"self_employed"}
"""Those for whom a social-security number is made up where none is known."""

SECTORS = {"government", "public_company", "private_company", "foreign_company", "military_security"}

RELATIONS = {"spouse", "child", "parent"}

GENDERS = {"male", "female"}

PACKAGES = {"full", "basic_2_5", "employer_only", "frozen", "none"}

REASONS = {
    "paid_up",
    "in_grace",
    "employer_unpaid",
    "subscriber_unpaid",
    "both_unpaid",
    "documents_missing",
    "state_paid",
    "not_started",
    "ended",
    "deceased",
    "transferred",
}

SOURCES = {"statement", "certificate"}

SHARES = {"social_security", "state"}
"""The payers that have no account and so no handle."""

RECORDED_SHARES = {"social_security", "state", "employer"}
"""Those of which the collection department records what was really collected."""

UNMATCHED_RECEIPT = "unmatched_receipt"

CASE_KINDS = {
    "salary_rise",
    "rate_missing",
    "certificate_ended",
    "policy_closed",
    "account_frozen",
    "phone_fails",
    UNMATCHED_RECEIPT,
}

CERTIFICATE_PARTS = {"basic", "annual_allowances", "distinction_allowances", "overtime", "bonus"}

DOCUMENT_KINDS = {
    "identity",
    "family_status",
    "salary_certificate",
    "bank_account",
    "birth_certificate",
    "marriage_contract",
    "divorce_decree",
    "death_certificate",
    "kinship",
    "category_proof",
    "work_contract",
    "end_of_work",
    "handover_receipt",
    "mandate_agreement",
    "other",
}

NOTICE_KINDS = {
    "due_soon",
    "due_today",
    "overdue",
    "package_lowered",
    "package_restored",
    "account_frozen",
    "account_thawed",
    "certificate_ending",
    "certificate_ended",
    "documents_needed",
    "document_ending",
    "document_ended",
    "payment_received",
    "payment_failed",
    "card_ready",
    "salary_rise_found",
    "welcome",
}

REFUSALS = {
    "nothing_changes",
    "package_follows_payment",
    "no_social_security_number",
    "already_covered",
    "already_waiting",
    "invalid_national_number",
    "invalid_iban",
    "invalid_phone",
    "agent_suspended",
    "agent_terminated",
    "not_permitted",
    "same_person_approves",
    "unknown_reference",
    "invalid_month",
    "invalid_amount",
    "documents_missing",
    "arrears_open",
    "no_value_in_force",
    "document_has_ended",
    "end_before_issue",
    "not_of_dependants",
    "no_arrears",
    "agreement_in_force",
    "too_many_instalments",
    "first_instalment_passed",
    "not_in_suspense",
    "unknown_receipt",
}

PLAYED_REPORTS = {"late_employers", "aging", "trial_balance", "variance"}

VERBS_NOT_PLAYED_YET = {
    "agent",
    "suspend",
    "reactivate",
    "card",
    "check_agent",
    "check_card",
}

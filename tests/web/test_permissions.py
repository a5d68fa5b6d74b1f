"""The whole table of rights, written out once more by hand, so that a change of it is seen and meant."""

from __future__ import annotations

import itertools

import pytest

from ishtirak.errors import NotPermitted
from ishtirak.web.actors import Actor, Role
from ishtirak.web.permissions import NOBODYS, TABLE, Action, Resource, allow, can

pytestmark = pytest.mark.requirement("ACC-2")

ROLES = {
    "adm": Role.ADMINISTRATION,
    "ins": Role.INSURANCE_AFFAIRS,
    "col": Role.COLLECTION,
    "fin": Role.FINANCE,
    "ove": Role.OVERSIGHT,
    "con": Role.CONTACT_CENTRE,
    "qua": Role.QUALITY,
    "age": Role.AGENT,
    "emp": Role.EMPLOYER,
    "pay": Role.PAYROLL,
    "sub": Role.SUBSCRIBER,
    "pro": Role.PROVIDER,
}

# all: anybody's; own: what is the actor's own; -: nothing
RIGHTS = """
                     adm  ins  col  fin  ove  con  qua  age  emp  pay  sub  pro
register_employer    all  all  -    -    -    -    -    all  -    -    -    -
edit_employer        all  all  -    -    -    -    -    own  own  -    -    -
read_employer        all  all  all  all  all  all  all  own  own  -    -    -
search_employers     all  all  all  all  all  all  -    own  -    -    -    -
search_subscribers   all  all  all  all  all  all  -    own  -    -    -    -
manage_policy        all  all  -    -    -    -    -    -    -    -    -    -
register_subscriber  all  all  -    -    -    -    -    own  own  -    -    -
edit_subscriber      all  all  -    -    -    -    -    own  -    -    -    -
report_event         all  all  -    -    -    -    -    own  own  -    -    -
request_change       all  all  -    -    -    -    -    own  own  -    own  -
decide_change        all  all  -    -    -    -    -    -    -    -    -    -
give_mandate         all  all  all  -    -    -    -    own  -    -    own  -
record_mandate       all  all  all  -    -    -    -    -    -    -    -    -
read_subscriber      all  all  all  all  all  all  all  own  own  -    own  -
submit_certificate   all  all  -    -    -    -    -    own  own  -    own  -
approve_certificate  all  all  -    -    -    -    -    -    -    -    -    -
read_documents       all  all  -    -    all  -    -    own  -    -    own  -
send_document        all  all  -    -    -    -    -    own  -    -    own  -
review_document      all  all  -    -    -    -    -    -    -    -    -    -
upload_file          all  all  all  -    -    -    -    own  own  -    -    -
submit_statement     all  all  all  -    -    -    -    -    own  own  -    -
confirm_statement    all  all  all  -    -    -    -    -    own  own  -    -
read_statement       all  all  all  all  all  all  all  own  own  own  -    -
read_account         all  all  all  all  all  all  all  own  own  -    own  -
read_cover           all  all  all  all  all  all  all  own  own  -    own  -
read_card_code       all  all  -    -    -    -    -    own  -    -    own  -
check_eligibility    all  all  all  all  -    all  all  -    -    -    -    all
read_checks          all  -    -    -    all  -    -    -    -    -    -    -
read_suspense        all  -    all  all  all  -    -    -    -    -    -    -
read_receipt         all  -    all  all  all  -    -    -    -    -    -    -
reconcile            all  -    all  all  -    -    -    -    -    -    -    -
match_receipt        all  -    all  all  -    -    -    -    -    -    -    -
approve_return       all  -    all  all  -    -    -    -    -    -    -    -
approve_debit        all  -    all  all  -    -    -    -    -    -    -    -
agree_instalments    all  -    all  all  -    -    -    -    -    -    -    -
approve_agreement    all  -    all  all  -    -    -    -    -    -    -    -
record_collected     all  -    all  all  -    -    -    -    -    -    -    -
approve_collected    all  -    all  all  -    -    -    -    -    -    -    -
read_notices         all  all  all  all  all  all  all  own  -    -    own  -
read_templates       all  all  all  all  all  all  -    -    -    -    -    -
propose_template     all  all  -    -    -    -    -    -    -    -    -    -
approve_template     all  all  -    -    -    -    -    -    -    -    -    -
issue_document       all  all  -    -    -    -    -    own  own  -    -    -
record_handover      all  all  -    -    -    -    -    own  -    -    -    -
make_report          all  all  all  all  -    -    -    -    -    -    -    -
read_report          all  all  all  all  all  -    -    -    -    -    -    -
check_ledger         all  -    all  all  -    -    -    -    -    -    -    -
read_ledger_check    all  -    all  all  all  -    -    -    -    -    -    -
make_daily_closing   all  -    all  all  -    -    -    -    -    -    -    -
sign_daily_closing   all  -    all  all  -    -    -    -    -    -    -    -
close_period         all  -    -    all  -    -    -    -    -    -    -    -
approve_closing      all  -    -    all  -    -    -    -    -    -    -    -
read_share           all  -    all  all  all  -    -    -    -    -    -    -
read_law             all  all  all  all  all  all  all  all  all  all  all  all
read_proposed_values all  all  all  all  all  all  all  all  all  all  all  -
propose_value        all  all  -    all  -    -    -    -    -    -    -    -
approve_value        all  all  -    all  -    -    -    -    -    -    -    -
read_cases           all  all  all  all  all  -    -    -    -    -    -    -
close_case           all  all  all  -    -    -    -    -    -    -    -    -
manage_webhooks      all  -    -    -    -    -    -    -    -    -    -    -
manage_notices       all  all  -    -    -    -    -    -    -    -    -    -
choose_notices       all  all  -    -    -    -    -    own  -    -    own  -
read_failing_numbers all  all  -    -    -    -    -    own  -    -    -    -
manage_queues        all  -    -    -    -    -    -    -    -    -    -    -
read_sweeps          all  all  all  -    all  -    -    -    -    -    -    -
run_sweep            all  -    -    -    -    -    -    -    -    -    -    -
"""

OWN = Resource(employer="E1", subscriber="S1", agent="A1")
OTHERS = Resource(employer="E2", subscriber="S2", agent="A2")


def table() -> dict[tuple[Role, Action], str]:
    heads, *rows = [line.split() for line in RIGHTS.strip().splitlines()]
    return {
        (ROLES[head], Action(action)): right
        for action, *rights in rows
        for head, right in zip(heads, rights, strict=True)
    }


def test_the_table_names_every_role_and_every_action() -> None:
    assert set(table()) == set(itertools.product(Role, Action))
    assert set(TABLE) == set(Role)


@pytest.mark.parametrize(("role", "action"), list(itertools.product(Role, Action)))
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    actor = Actor("u", frozenset({role}), employer="E1", subscriber="S1", agent="A1")
    right = table()[role, action]

    assert can(actor, action, OWN) is (right in ("own", "all"))
    assert can(actor, action, OTHERS) is (right == "all")
    assert can(actor, action, NOBODYS) is (right == "all")


@pytest.mark.parametrize(("role", "action"), list(itertools.product(Role, Action)))
def test_who_stands_for_nobody_has_nothing_of_its_own(role: Role, action: Action) -> None:
    nobody = Actor("u", frozenset({role}))

    assert can(nobody, action, OWN) is (table()[role, action] == "all")
    assert can(nobody, action, NOBODYS) is (table()[role, action] == "all")


@pytest.mark.parametrize(
    ("role", "resource"),
    [
        (Role.EMPLOYER, Resource(employer="E2", subscriber="S1", agent="A1")),
        (Role.AGENT, Resource(employer="E1", subscriber="S1", agent="A2")),
        (Role.SUBSCRIBER, Resource(employer="E1", subscriber="S2", agent="A1")),
    ],
)
def test_a_role_looks_only_at_its_own_kind_of_owner(role: Role, resource: Resource) -> None:
    actor = Actor("u", frozenset({role}), employer="E1", subscriber="S1", agent="A1")

    assert not can(actor, Action.READ_SUBSCRIBER, resource)


def test_several_roles_add_up_and_none_gives_nothing() -> None:
    both = Actor("u", frozenset({Role.OVERSIGHT, Role.SUBSCRIBER}), subscriber="S1")

    assert can(both, Action.READ_SUSPENSE)
    assert not any(can(Actor("u", frozenset()), action, OWN) for action in Action)


def test_a_payroll_system_has_to_do_with_statements_only() -> None:
    of_its_own = set(TABLE[Role.PAYROLL]) - {Action.READ_LAW, Action.READ_PROPOSED_VALUES}

    assert of_its_own == {Action.SUBMIT_STATEMENT, Action.READ_STATEMENT, Action.CONFIRM_STATEMENT}


def test_oversight_only_reads() -> None:
    assert all(action.value.startswith(("read_", "search_")) for action in TABLE[Role.OVERSIGHT])


def test_what_is_not_permitted_is_refused_in_both_languages() -> None:
    with pytest.raises(NotPermitted) as refusal:
        allow(Actor("u", frozenset({Role.QUALITY})), Action.CHECK_LEDGER)

    assert refusal.value.code == "not_permitted"
    assert refusal.value.values == {"actor": "u", "action": "check_ledger"}

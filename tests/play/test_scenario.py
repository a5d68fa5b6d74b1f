"""A file is read whole before any of it is played, and each fault is told with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from infra.play import words
from infra.play.faults import BadScenario
from infra.play.scenario import Scenario, load, read
from infra.play.source import Source
from infra.play.verbs.law import Parameter
from ishtirak.law.shipped import shipped_law

HEAD = """\
scenario: Somebody pays
requirements: [COL-4]
start: 2026-01-01
steps:
  - {day: 2026-01-01, employer: {as: E1, sector: government}}
  - {day: 2026-01-01, subscriber: {as: S1, category: public_employee, employer: E1, gross: "800.00"}}
"""


def read_text(text: str) -> Scenario:
    return read(Source("story.yaml", text))


def faults_of(text: str) -> list[str]:
    with pytest.raises(BadScenario) as bad:
        read_text(text)
    return [str(fault) for fault in bad.value.faults]


def test_a_good_file_is_read_with_the_line_of_each_step() -> None:
    scenario = read_text(HEAD + '  - {day: 2026-02-03, receipt: {id: b1, from: E1, amount: "40.00"}}\n')

    assert scenario.title == "Somebody pays"
    assert scenario.start == date(2026, 1, 1)
    assert [(step.line, step.name) for step in scenario.steps] == [(5, "employer"), (6, "subscriber"), (7, "receipt")]


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("{day: 2026-02-01, reciept: {id: b1}}", "unknown verb 'reciept'; did you mean 'receipt'?"),
        ("{day: 2026-02-01, agent: {as: A1}}", "the verb 'agent' is known but can't be played yet"),
        ("{day: 2026-02-01}", "a step has exactly one verb; here are none"),
        ("just words", "a step is a mapping with a day and a verb"),
        ("{check_ledger: {balanced: true}}", "a step needs its 'day'"),
        (
            "{day: 2026-02-01, check_ledger: {balanced: true}, check_suspense: {amount: '0'}}",
            "a step has exactly one verb; here are check_ledger, check_suspense",
        ),
        (
            "{day: 2026-02-01, check_ledger: {balance: true, balanced: true}}",
            "check_ledger has no field 'balance'; it has balanced",
        ),
        ("{day: 2026-02-01, receipt: {id: b1, from: S1}}", "receipt needs the field 'amount'"),
        (
            '{day: 2026-02-01, receipt: {id: b1, amount: "1.00"}}',
            "receipt: needs the field 'from' (null for a payer who can't be told) or 'reference'",
        ),
        ("{day: 2026-02-01, check_cover: {of: S2, package: full}}", "check_cover.of: unknown handle 'S2'"),
        (
            "{day: 2026-02-01, check_cover: {of: E1, package: full}}",
            "check_cover.of: 'E1' is of the kind employer, and must be subscriber or dependant here",
        ),
        (
            "{day: 2026-02-01, check_cover: {of: S1, package: basic}}",
            "check_cover.package: unknown word 'basic'; known are basic_2_5, employer_only, frozen, full, none",
        ),
        (
            "{day: 2026-02-01, subscriber: {as: S2, category: clerk, employer: E1}}",
            "subscriber.category: unknown word 'clerk'; known are military_security, private_employee,",
        ),
        (
            "{day: 2026-02-01, subscriber: {as: S1, category: public_employee, employer: E1}}",
            "subscriber.as: the handle 'S1' is taken",
        ),
        (
            "{day: 2026-02-01, employer: {as: state, sector: government}}",
            "employer.as: 'state' can't be a handle: it names a payer of its own",
        ),
        (
            "{day: 2026-02-01, receipt: {id: b1, from: S1, amount: 25.00}}",
            'receipt.amount: must stand in quotes: "25.0"',
        ),
        (
            '{day: 2026-02-01, receipt: {id: b1, from: S1, amount: "25.0001"}}',
            "receipt.amount: The amount '25.0001' is not valid: dinars with at most three decimals.",
        ),
        (
            '{day: 2026-02-01, check_owed: {by: S1, month: 2026-13, amount: "0"}}',
            "check_owed.month: The month '2026-13' is not valid: write it as 2026-01.",
        ),
        (
            '{day: 2026-02-01, check_owed: {by: E1, for: S1, amount: "0", open: "0"}}',
            "check_owed: with 'for', only the amount is known, not what of it is paid or open",
        ),
        ("{day: 2026-02-30, check_ledger: {balanced: true}}", "day: there is no date '2026-02-30'"),
        ("{day: 2026-2-3, check_ledger: {balanced: true}}", "day: there is no date '2026-2-3'"),
        (
            "{day: 2025-12-31, check_ledger: {balanced: true}}",
            "the step is out of order: 2025-12-31 comes before 2026-01-01",
        ),
        ("{day: 2026-02-01, check_ledger: yes please}", "check_ledger: must be a mapping of fields"),
        ("{day: 2026-02-01, check_ledger: {balanced: 1}}", "check_ledger.balanced: Input should be a valid boolean"),
        (
            "{day: 2026-02-01, check_ledger: {balanced: true}, refused: not_so}",
            "refused: unknown word 'not_so'",
        ),
        (
            "{day: 2026-02-01, statement: {employer: E1, month: 2026-01, lines: {S9: '1.00'}}}",
            "statement.lines.S9: unknown handle 'S9'",
        ),
        (
            "{day: 2026-02-01, statement: {employer: E1, month: 2026-01}}",
            "statement: needs the field 'lines' or 'net', with at least one subscriber",
        ),
        (
            "{day: 2026-02-01, statement: {employer: E1, month: 2026-01, lines: {S1: '2.00'}, net: {S1: '1.00'}}}",
            "statement: 'S1' stands in 'lines' and in 'net'; a person has one line",
        ),
        (
            "{day: 2026-02-01, employer: {as: E2, sector: government, by: A1}}",
            "employer.by: this field is known but can't be played yet",
        ),
        (
            "{day: 2026-02-01, certificate: {of: S1}}",
            "certificate: needs the field 'gross', or the 'parts' that add up to it",
        ),
        (
            "{day: 2026-02-01, certificate: {of: S1, parts: {tips: '1.00'}}}",
            "certificate.parts.tips: unknown word 'tips'; known are annual_allowances, basic, bonus,",
        ),
        (
            "{day: 2026-02-01, parameter: {name: card_fee, from: 2026-03-01, value: 20.5, reference: a decision}}",
            'parameter.value: a number with a decimal point must stand in quotes: "20.5"',
        ),
        (
            "{day: 2026-02-01, parameter: {name: r, from: 2026-03-01, value: [{dinars: 1.5}], reference: a decision}}",
            'parameter.value: a number with a decimal point must stand in quotes: "1.5"',
        ),
        (
            "{day: 2026-02-01, parameter: {name: r, from: 2026-03-01, value: yes, reference: a decision}}",
            "parameter.value: must be text, a whole number, or a mapping or list of these, and True is not",
        ),
        (
            "{day: 2026-02-01, check_assessment: {of: S1, month: 2026-01, source: supposed}}",
            "check_assessment.source: unknown word 'supposed'; known are certificate, statement",
        ),
        (
            "{day: 2026-02-01, check_case: {kind: unmatched_receipt, of: S1, count: 0}}",
            "check_case: a receipt in suspense is nobody's yet; leave 'of' out",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_line(step: str, fault: str) -> None:
    (told,) = faults_of(f"{HEAD}\n  # a line that counts\n  - {step}\n")

    assert told.startswith(f"story.yaml:9: {fault}")


def test_a_fault_inside_a_long_step_is_told_with_its_own_line() -> None:
    step = """\
  - day: 2026-02-01
    check_cover:
      of: S1
      package: gold
"""

    assert faults_of(HEAD + step)[0].startswith("story.yaml:10: check_cover.package: unknown word 'gold'")


def test_every_fault_of_a_file_is_told_and_none_of_them_twice() -> None:
    text = HEAD + (
        "  - {day: 2026-03-01, employer: {as: E2, sector: village}}\n"
        "  - {day: 2026-02-01, check_balance: {by: E2, amount: '0.00'}}\n"
    )

    assert [told.split(": ")[0] for told in faults_of(text)] == ["story.yaml:7", "story.yaml:8"]


def test_what_is_refused_leaves_no_handle() -> None:
    refused = "  - {day: 2026-01-02, subscriber: {as: S2, category: public_employee}, refused: invalid_phone}\n"

    again = read_text(HEAD + refused + refused.replace(", refused: invalid_phone", ""))
    assert [step.refused for step in again.steps[2:]] == ["invalid_phone", None]
    assert (
        "unknown handle 'S2'"
        in faults_of(HEAD + refused + "  - {day: 2026-01-02, check_cover: {of: S2, package: full}}")[0]
    )


def test_what_must_be_refused_may_be_wrong_on_purpose() -> None:
    step = '  - {day: 2026-02-01, statement: {employer: E1, month: 2026-13, lines: {S1: "1"}}, refused: invalid_month}'

    assert read_text(HEAD + step).steps[-1].refused == "invalid_month"


@pytest.mark.parametrize("value", ["60", '"2.5"', '{paid_by: state, ages: [{from: 0, to: 64, dinars: "1950"}]}'])
def test_a_value_of_the_law_is_taken_as_it_is_written(value: str) -> None:
    step = f"  - {{day: 2026-02-01, parameter: {{name: n, from: 2026-03-01, value: {value}, reference: a decision}}}}\n"

    (*_, told) = read_text(HEAD + step).steps
    assert isinstance(told.verb, Parameter)
    assert told.verb.value == told.fields["value"]


def test_a_receipt_that_comes_again_must_be_the_same() -> None:
    first = '  - {day: 2026-02-01, receipt: {id: b1, from: S1, amount: "20.00"}}\n'

    assert len(read_text(HEAD + first + first).steps) == 4
    assert "the receipt 'b1' was another one before" in faults_of(HEAD + first + first.replace("20.00", "21.00"))[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "story.yaml:1: the file: must be a mapping of fields"),
        ("- one\n- two\n", "story.yaml:1: the file: must be a mapping of fields"),
        (
            "scenario: x\nstart: 2026-01-01\nsteps: []\n",
            "story.yaml:3: the file.steps: List should have at least 1 item",
        ),
        ("scenario: x\nsteps: [1]\n", "story.yaml:1: the file needs the field 'start'"),
        (
            "scenario: x\nstarts: 2026-01-01\nstart: 2026-01-01\nsteps: [1]\n",
            "story.yaml:2: the file has no field 'starts'",
        ),
        ("scenario: x\nscenario: y\n", "story.yaml:2: the key 'scenario' stands twice"),
        ("scenario: [x\nstart: 2\n", "story.yaml:2: not YAML: "),
        ("a: &a 1\nb: *a\n", "story.yaml:2: aliases (*a) are not used here"),
        ("a: 1\n1: b\n", "story.yaml:2: a key must be a word, and '1' is not"),
        ("a: \x00\n", "story.yaml:1: not YAML: "),
    ],
)
def test_a_file_that_is_no_scenario_is_told_so(text: str, fault: str) -> None:
    assert faults_of(text)[0].startswith(fault)


def test_a_key_that_stands_twice_in_a_step_is_told_with_its_line() -> None:
    assert faults_of(f"{HEAD}  - {{day: 2026-01-01, day: 2026-01-02, check_ledger: {{balanced: true}}}}\n") == [
        "story.yaml:7: the key 'day' stands twice"
    ]


def test_a_file_that_is_not_there_or_not_text_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xfe\x00")

    for name, fault in (("nothing.yaml", "can't be read: No such file"), ("picture.yaml", "is not UTF-8 text")):
        with pytest.raises(BadScenario, match=fault):
            load(tmp_path / name)


@pytest.mark.requirement("ENR-3")
def test_every_kind_of_document_that_the_law_names_can_be_handed_in() -> None:
    assert set(shipped_law().document_kinds) == words.DOCUMENT_KINDS

"""CloudFormation's short forms, the merge, and the names of outputs and policy files."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.outputs import setting_of
from infra.roles import policy_file
from infra.template import merged, read


def test_short_forms_are_written_out(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text("a: !Ref Table\nb: !GetAtt Table.Arn\nc: !Sub '${Stage}-x'\nd: !Join ['', [!Ref A, b]]", "utf-8")

    assert read(file) == {
        "a": {"Ref": "Table"},
        "b": {"Fn::GetAtt": ["Table", "Arn"]},
        "c": {"Fn::Sub": "${Stage}-x"},
        "d": {"Fn::Join": ["", [{"Ref": "A"}, "b"]]},
    }


def test_a_merge_goes_key_by_key_and_replaces_lists() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}

    assert merged(base, {"a": {"y": [3]}, "c": 2}) == {"a": {"x": 1, "y": [3]}, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("output", "setting"), [("TableName", "TABLE_NAME"), ("OidcJwksUrl", "OIDC_JWKS_URL"), ("Stage", "STAGE")]
)
def test_an_output_names_a_setting(output: str, setting: str) -> None:
    assert setting_of(output) == setting


@pytest.mark.parametrize(
    ("function", "file"), [("APIHandler", "api_handler.yaml"), ("ApplyBankEvents", "apply_bank_events.yaml")]
)
def test_a_function_has_a_policy_file(function: str, file: str) -> None:
    assert policy_file(function).name == file

"""The packaged template: AWS takes it, it has every function of the app, and it carries every file of theirs."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.chalice_package import ROOT
from infra.guards import FUNCTION
from infra.outputs import setting_of
from infra.overlay import HERE
from infra.roles import POLICIES, policy_file
from infra.template import Template, of_type, read
from infra.translation import translated
from ishtirak.storage import keys
from tests.infra.conftest import Packaged


def test_cfn_lint_finds_nothing(packaged: Packaged, tmp_path: Path) -> None:
    plain = tmp_path / "translated.json"
    plain.write_text(json.dumps(translated(packaged.template)), "utf-8")

    assert _lint(packaged.folder / "sam.json", plain, HERE / "resources.yaml") == ""


def test_every_policy_file_belongs_to_a_function(packaged: Packaged) -> None:
    used = {policy_file(function) for function in of_type(packaged.template, FUNCTION)}

    assert set(POLICIES.iterdir()) == used


def test_every_file_of_the_functions_is_in_the_zip(packaged: Packaged) -> None:
    ours = (path for path in (ROOT / "functions").rglob("*") if path.is_file() and "__pycache__" not in path.parts)

    with zipfile.ZipFile(packaged.folder / "deployment.zip") as archive:
        names = set(archive.namelist())

    assert {path.relative_to(ROOT).as_posix() for path in ours} <= names
    assert "app.py" in names


def test_the_stream_brings_notices_alone(packaged: Packaged) -> None:
    (event,) = _properties(packaged.template, "SendNotices")["Events"].values()
    (only,) = event["Properties"]["FilterCriteria"]["Filters"]

    pattern = json.loads(only["Pattern"])

    assert pattern["dynamodb"]["Keys"]["sk"]["S"] == [{"prefix": keys.NOTICE}]
    assert pattern["eventName"] == ["INSERT"]


def test_the_stream_brings_what_other_systems_are_told_alone(packaged: Packaged) -> None:
    (event,) = _properties(packaged.template, "PublishChanges")["Events"].values()
    patterns = [json.loads(each["Pattern"]) for each in event["Properties"]["FilterCriteria"]["Filters"]]

    wanted = [pattern["dynamodb"]["Keys"]["sk"]["S"] for pattern in patterns]

    assert wanted == [
        [keys.EMPLOYER, keys.POLICY, keys.SUBSCRIBER],
        [{"prefix": keys.DEPENDANT}],
        [{"prefix": keys.COVER_CHANGE}, {"prefix": keys.TERM}, {"prefix": keys.HANDOVER}],
    ]


@pytest.mark.requirement("NOT-4")
def test_the_lines_of_sns_come_to_us_only_where_they_are_read(packaged: Packaged) -> None:
    resources, lines = packaged.template["Resources"], "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
    theirs = [resources["ArrivedLines"], resources["FailedLines"]]

    assert [each["Properties"]["LogGroupName"]["Fn::Sub"] for each in theirs] == [lines, f"{lines}/Failure"]
    assert {json.dumps(each["Properties"]["DestinationArn"]) for each in theirs} == {
        json.dumps({"Fn::GetAtt": ["TakeDeliveryLines", "Arn"]})
    }
    for each in (*theirs, resources["LogsMayCall"], resources["SnsDeliveryRole"]):
        assert each["Condition"] == "SmsDeliveryLinesAreRead"
    assert packaged.template["Parameters"]["SmsDeliveryLines"]["Default"] == "unread"


@pytest.mark.parametrize("function", ["FileArrived", "ListArrived", "DocumentArrived"])
def test_files_that_arrive_elsewhere_are_not_read(packaged: Packaged, function: str) -> None:
    (event,) = _properties(packaged.template, function)["Events"].values()

    assert event["Properties"]["Pattern"]["detail"]["bucket"]["name"] == [{"Ref": "UploadsBucket"}]


@pytest.mark.parametrize("function", ["APIHandler", "DailySweep", "SweepShards", "OpenMonths"])
def test_who_lists_what_waits_in_the_sparse_index_may_query_it(packaged: Packaged, function: str) -> None:
    (policy,) = _properties(packaged.template, f"{function}Role")["Policies"]

    allowed = [json.dumps(each["Resource"]) for each in policy["PolicyDocument"]["Statement"]]

    assert any("/index/due" in resource for resource in allowed)


def test_every_function_gets_every_setting(packaged: Packaged) -> None:
    settings = {setting_of(output) for output in read(HERE / "resources.yaml")["Outputs"]}

    for function in of_type(packaged.template, FUNCTION):
        assert settings <= _properties(packaged.template, function)["Environment"]["Variables"].keys()


def _properties(template: Template, function: str) -> Template:
    properties: Template = template["Resources"][function]["Properties"]
    return properties


def _lint(*files: Path) -> str:
    command = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([command, *files], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr

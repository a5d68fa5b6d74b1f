"""The one template that is merged over what Chalice packages: resources.yaml, functions.yaml, roles, logs, alarms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from infra import roles, template
from infra.alarms import alarms
from infra.gateway_answers import gateway_responses
from infra.outputs import as_settings
from infra.template import Template, merged

HERE = Path(__file__).parent
LAYERS = {
    "DepsLayer": "What every function runs with.",
    "IshtirakLayer": "What the rooms of Ishtirak share.",
    "ReportsLayer": "What the reports alone run with.",
    "DocumentsLayer": "What the making of documents alone runs with.",
}


def overlay() -> Template:
    """Everything that Chalice does not know, as one template. It names the layers' zips, and does not make them."""
    resources = template.read(HERE / "resources.yaml")
    functions = template.read(HERE / "functions.yaml")
    every = merged(functions["Every"], {"Environment": {"Variables": _settings(resources)}})
    api = merged(functions["Resources"]["RestAPI"], {"Properties": {"GatewayResponses": gateway_responses()}})
    added: dict[str, Any] = {**functions["Resources"], "RestAPI": api, **alarms(resources, functions["Functions"])}
    for name, own in functions["Functions"].items():
        properties = merged(merged(every, own or {}), roles.pointing(name))
        added |= {name: {"Properties": properties}, **roles.around(name)}
    for name, says in LAYERS.items():
        added[name] = _layer(says, layer_zip(name))
    return {**resources, "Resources": {**resources["Resources"], **added}}


def layer_zip(layer: str) -> str:
    """The file of a layer beside the packaged template: `DepsLayer` → `deps.zip`."""
    return f"{layer.removesuffix('Layer').lower()}.zip"


def _settings(resources: Template) -> dict[str, Any]:
    return as_settings({name: output["Value"] for name, output in resources["Outputs"].items()})


def _layer(says: str, file: str) -> Template:
    return {
        "Type": "AWS::Serverless::LayerVersion",
        "Properties": {
            "Description": says,
            "ContentUri": f"./{file}",
            "CompatibleArchitectures": ["arm64"],
            "CompatibleRuntimes": ["python3.13"],
            # The versions that are running stay until nothing points to them, so that a deployment can be taken back.
            "RetentionPolicy": "Retain",
        },
    }

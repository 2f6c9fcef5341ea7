"""Templates as seeds: what deploys pools, translated into what a seed says of them.

CloudFormation, and what becomes it (AWS SAM, ``cdk synth``, ``serverless package``), and what
``terraform show -json`` prints. A template is translated into the seed's own language and planted
as any seed is (decision 0038).

Only what recognises them is here: who has a seed loads no more. `translation` does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_TYPES = ("AWS::", "Custom::")


def is_template(document: Mapping[str, Any]) -> bool:
    """Whether a document is a template that can be translated."""
    return is_cloudformation(document) or is_terraform(document)


def is_cloudformation(document: Mapping[str, Any]) -> bool:
    """Whether a document is a template of CloudFormation."""
    resources = document.get("Resources")
    listed = resources if isinstance(resources, Mapping) else {}
    return "AWSTemplateFormatVersion" in document or any(
        str(name).startswith("Fn::")
        or (isinstance(each, Mapping) and str(each.get("Type", "")).startswith(_TYPES))
        for name, each in listed.items()
    )


def is_terraform(document: Mapping[str, Any]) -> bool:
    """Whether a document is a plan or a state of Terraform."""
    return "terraform_version" in document and any(
        name in document for name in ("planned_values", "values", "lineage")
    )


MANIFEST = "manifest.json"
"""What lists the stacks of a cloud assembly of the CDK."""

SERVERLESS = "cloudformation-template-update-stack.json"
"""The template that the Serverless Framework writes."""

SAM = ("template.yaml", "template.yml", "template.json")
"""How AWS SAM calls templates."""


def is_assembly(document: Mapping[str, Any]) -> bool:
    """Whether a document is the manifest of a cloud assembly of the CDK."""
    return "version" in document and "artifacts" in document


def may_be_written_by_a_tool(folder: Path) -> bool:
    """Whether a folder may be one that a tool writes templates into."""
    return any(
        (inside / name).is_file()
        for inside in (folder, folder / "build")
        for name in (MANIFEST, SERVERLESS, *SAM)
    )

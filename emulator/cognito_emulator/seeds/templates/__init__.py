"""Templates as seeds: what deploys pools, translated into what a seed says of them.

CloudFormation, and what becomes it (AWS SAM, ``cdk synth``, ``serverless package``), and what
``terraform show -json`` prints. A template is translated into the seed's own language and planted
as any seed is (decision 0038).

Only what recognises them is here: who has a seed loads no more. `translation` does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_template(document: Mapping[str, Any]) -> bool:
    """Whether a document is a template that can be translated."""
    return is_cloudformation(document) or is_terraform(document)


def is_cloudformation(document: Mapping[str, Any]) -> bool:
    """Whether a document is a template of CloudFormation."""
    resources = document.get("Resources")
    listed = resources.values() if isinstance(resources, Mapping) else ()
    return "AWSTemplateFormatVersion" in document or any(
        isinstance(each, Mapping) and str(each.get("Type", "")).startswith(("AWS::", "Custom::"))
        for each in listed
    )


def is_terraform(document: Mapping[str, Any]) -> bool:
    """Whether a document is a plan or a state of Terraform."""
    return "terraform_version" in document and any(
        name in document for name in ("planned_values", "values", "lineage")
    )

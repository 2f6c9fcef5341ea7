"""Terms of use and privacy policies that a client's pages link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import lookup as client_lookup
from cognito_emulator.domain.clients.appearance import terms
from cognito_emulator.views import terms as terms_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.work.context import Context


@operation("CreateTerms")
def create_terms(ctx: Context, request: shapes.CreateTermsRequest) -> shapes.CreateTermsResponse:
    """Make a client's terms of one kind."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    return {"Terms": terms_views.terms(terms.create(ctx, pool, client, request))}


@operation("DescribeTerms")
def describe_terms(
    ctx: Context, request: shapes.DescribeTermsRequest
) -> shapes.DescribeTermsResponse:
    """Show terms."""
    pool = doors.pool(ctx, request["UserPoolId"])
    return {"Terms": terms_views.terms(terms.by_id(ctx, pool, request["TermsId"]))}


@operation("DescribeTermsByClient")
def describe_terms_by_client(
    ctx: Context, request: shapes.DescribeTermsByClientRequest
) -> shapes.DescribeTermsByClientResponse:
    """Show a client's terms of a kind."""
    pool = doors.pool(ctx, request["UserPoolId"])
    client = client_lookup.get(ctx, pool, request["ClientId"])
    return {"Terms": terms_views.terms(terms.by_client(ctx, pool, client, request["TermsName"]))}


@operation("UpdateTerms")
def update_terms(ctx: Context, request: shapes.UpdateTermsRequest) -> shapes.UpdateTermsResponse:
    """Change terms; what is not given stays."""
    pool = doors.pool(ctx, request["UserPoolId"])
    there = terms.by_id(ctx, pool, request["TermsId"])
    return {"Terms": terms_views.terms(terms.update(ctx, pool, there, request))}


@operation("DeleteTerms")
def delete_terms(ctx: Context, request: shapes.DeleteTermsRequest) -> None:
    """Remove terms."""
    pool = doors.pool(ctx, request["UserPoolId"])
    terms.delete(ctx, terms.by_id(ctx, pool, request["TermsId"]))


@operation("ListTerms")
def list_terms(ctx: Context, request: shapes.ListTermsRequest) -> shapes.ListTermsResponse:
    """List the terms of all clients of a pool."""
    pool = doors.pool(ctx, request["UserPoolId"])
    found = terms.of_pool(ctx, pool)
    answer: shapes.ListTermsResponse = page(
        "ListTerms", request, found, lambda each: each.id, terms_views.listed
    )
    return answer

"""Whether two provider configurations, and two event buses, may be the same."""

from __future__ import annotations

import pytest

from bridgelint.actions.provider_configurations import provider_source
from bridgelint.eventbridge.buses import Destination, may_be_same
from bridgelint.eventbridge.provider_places import Account, same_account
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import Reason, null, string, unknown
from evaluation import module_of

NO_ROLE, ROLE = null(STRING), string("arn:aws:iam::111111111111:role/r")
SOME_ROLE = unknown(STRING, Reason("the caller configures the provider"))
ONE, TWO, BOTH = frozenset({"1"}), frozenset({"2"}), frozenset({"1", "2"})
HERE, THERE = ("", "aws", None), ("", "aws", "there")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Account(HERE, NO_ROLE), Account(HERE, ROLE), True),
        (Account(HERE, NO_ROLE, ONE), Account(THERE, NO_ROLE, TWO), False),
        (Account(HERE, NO_ROLE, ONE), Account(THERE, ROLE, ONE), True),
        (Account(HERE, NO_ROLE, ONE), Account(THERE, NO_ROLE, BOTH), None),
        (Account(HERE, NO_ROLE, BOTH), Account(THERE, NO_ROLE, BOTH), None),
        (Account(HERE, NO_ROLE, ONE), Account(THERE, NO_ROLE), None),
        (Account(HERE, NO_ROLE, ONE), Account(THERE, ROLE), False),
        (Account(HERE, NO_ROLE), Account(THERE, ROLE), False),
        (Account(HERE, ROLE), Account(THERE, ROLE), None),
        (Account(HERE, NO_ROLE), Account(THERE, NO_ROLE), None),
        (Account(HERE, SOME_ROLE), Account(THERE, NO_ROLE), None),
    ],
)
def test_provider_configurations_in_one_account(
    one: Account,
    other: Account,
    same: bool | None,  # noqa: FBT001 # parametrised
) -> None:
    assert same_account(one, other) is same
    assert same_account(other, one) is same


def named(
    name: str = "orders", region: str | None = "eu-west-1", ids: frozenset[str] = ONE
) -> Destination:
    return Destination(name, "name", region, Account(HERE, NO_ROLE, ids))


def by_arn(account: str, region: str = "eu-west-1") -> Destination:
    return Destination("orders", "arn", region, None, account)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (named(), named(), True),
        (named(), named("invoices"), False),
        (named(), named(region="eu-west-2"), False),
        (named(), named(region=None), True),
        (named(), Destination("orders", "name", None, Account(THERE, NO_ROLE, TWO)), False),
        (named(), Destination("orders", "name", None, Account(THERE, NO_ROLE)), True),
        (named(), by_arn("1"), True),
        (named(), by_arn("2"), False),
        (named(), by_arn("1", "eu-west-2"), False),
        (named(ids=BOTH), by_arn("2"), True),
        (named(ids=frozenset()), by_arn("2"), True),
        (by_arn("1"), by_arn("1"), True),
        (by_arn("1"), by_arn("2"), False),
        (by_arn(""), by_arn("2"), True),
    ],
)
def test_destinations_that_may_be_one_event_bus(
    one: Destination,
    other: Destination,
    same: bool,  # noqa: FBT001 # parametrised
) -> None:
    assert may_be_same(one, other) is same
    assert may_be_same(other, one) is same


@pytest.mark.parametrize(
    ("address", "provider", "source"),
    [
        ("terraform_data", "", "terraform.io/builtin/terraform"),
        ("aws_sqs_queue", "", "hashicorp/aws"),
        ("aws_sqs_queue", "aws.west", "hashicorp/aws"),
        ("aws_sqs_queue", "acme", "acme/cloud"),
        ("acme_job", "", "acme/cloud"),
        ("random", "", "hashicorp/random"),
        ("other_thing", "", "other.example/a/b"),
    ],
)
def test_the_source_of_a_provider(address: str, provider: str, source: str) -> None:
    argument = f"provider = {provider}" if provider else ""
    module = module_of(
        f"""
terraform {{
  required_providers {{
    acme  = {{ source = "registry.terraform.io/Acme/Cloud" }}
    other = {{ source = "other.example/a/b" }}
  }}
}}
resource "{address}" "one" {{
  {argument}
}}
"""
    )
    resource = module.directory.resource(address, "one")
    assert resource is not None
    assert provider_source(module, resource) == source

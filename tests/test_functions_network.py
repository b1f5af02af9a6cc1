"""Networks against the module of Python that knows them."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.functions.calling import call
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.values import number, string
from evaluation import plain

CONTEXT = FunctionContext("/nowhere", "/nowhere", render)
Network = IPv4Network | IPv6Network


def computed(name: str, network: str, *numbers: int) -> object:
    """What a function makes of a network and numbers."""
    return plain(call(name, (string(network), *map(number, numbers)), CONTEXT))


def networks() -> st.SearchStrategy[Network]:
    """Networks of the upper half of the addresses, with room for subnets."""
    return st.one_of(
        st.tuples(st.integers(2**31, 2**32 - 1), st.integers(1, 24)).map(_ipv4),
        st.tuples(st.integers(2**127, 2**128 - 1), st.integers(1, 64)).map(_ipv6),
    )


def _ipv4(parts: tuple[int, int]) -> Network:
    return IPv4Network(parts, strict=False)


def _ipv6(parts: tuple[int, int]) -> Network:
    return IPv6Network(parts, strict=False)


@given(networks(), st.integers(0, 200))
def test_cidrhost_agrees(network: Network, host: int) -> None:
    assert computed("cidrhost", str(network), host) == str(network[host])
    assert computed("cidrhost", str(network), -host - 1) == str(network[-host - 1])


@given(networks(), st.integers(1, 8), st.data())
def test_cidrsubnet_agrees(network: Network, bits: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 2**bits - 1))
    size = network.num_addresses >> bits
    first = network.network_address + place * size

    expected = str(ip_network(f"{first}/{network.prefixlen + bits}"))

    assert computed("cidrsubnet", str(network), bits, place) == expected


@given(networks(), st.lists(st.integers(2, 6), max_size=4))
def test_cidrsubnets_stand_one_behind_the_other(network: Network, bits: list[int]) -> None:
    texts = computed("cidrsubnets", str(network), *bits)

    assert isinstance(texts, list)
    subnets = [ip_network(str(each)) for each in cast("list[object]", texts)]
    edges = [
        int(edge) for each in subnets for edge in (each.network_address, each.broadcast_address)
    ]
    assert [each.prefixlen - network.prefixlen for each in subnets] == bits
    assert edges == sorted(edges)
    assert edges[:1] == [int(network.network_address)][: len(bits)]
    assert all(edge <= int(network.broadcast_address) for edge in edges)


@pytest.mark.parametrize(
    ("name", "network", "numbers", "expected"),
    [
        ("cidrhost", "010.000.0.0/08", (1,), "10.0.0.1"),
        ("cidrhost", "::ffff:10.0.0.0/104", (0,), "10.0.0.0"),
        ("cidrnetmask", "10.1.2.3/13", (), "255.248.0.0"),
        ("cidrsubnet", "::ffff:10.0.0.0/104", (8, 0), "10.0.0.0/16"),
        ("cidrsubnet", "10.0.0.0/8", (-2, 0), "10.0.0.0/6"),
    ],
)
def test_values(name: str, network: str, numbers: tuple[int, ...], expected: str) -> None:
    assert computed(name, network, *numbers) == expected


@pytest.mark.parametrize(
    ("name", "network", "numbers", "argument"),
    [
        ("cidrhost", "10.0.0.0", (1,), 0),
        ("cidrhost", "10.0.0.0/33", (1,), 0),
        ("cidrhost", "1:2:3/64", (1,), 0),
        ("cidrhost", "10.0.0.0/30", (4,), 1),
        ("cidrnetmask", "2001:db8::/32", (), 0),
        ("cidrsubnet", "10.0.0.0/24", (9, 0), 1),
        ("cidrsubnet", "10.0.0.0/24", (2, 4), 2),
        ("cidrsubnets", "10.0.0.0/30", (1, 0), 2),
        ("cidrsubnets", "10.0.0.0/30", (1, 1, 1), 3),
        ("cidrsubnets", "2001:db8::/32", (33,), 1),
        ("cidrsubnets", "0.0.0.0/0", (1,), 1),
    ],
)
def test_the_argument_at_fault(
    name: str, network: str, numbers: tuple[int, ...], argument: int
) -> None:
    with pytest.raises(FunctionError) as raised:
        computed(name, network, *numbers)

    assert raised.value.argument == argument

"""Functions of IP networks, as lenient as the libraries that Terraform uses."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.words import plural
from bridgelint.terraform.functions.declaration import (
    Parameter,
    check_size,
    function,
    integer,
    whole,
)
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import NUMBER, STRING, ListType
from bridgelint.terraform.values.values import Number, Value, list_of, string

_UINT64: Final = (1 << 64) - 1
_MAX_EXTENSION: Final = 32

_DIGITS: Final = re.compile("0*[0-9]{1,3}")
_LEADING_ZEROS: Final = re.compile("(?<![0-9A-Fa-f])0+(?=[0-9A-Fa-f])")


@dataclass(frozen=True, slots=True)
class _Network:
    address: int
    """The first address of the network."""

    bits: int
    """32 for IPv4, 128 for IPv6."""

    prefix: int

    @property
    def is_mapped(self) -> bool:
        return _is_mapped(self.address, self.bits)


def _is_mapped(address: int, bits: int) -> bool:
    """Whether it is an IPv4 address written as IPv6, which is sometimes treated as IPv4."""
    return bits == 128 and address >> 32 == 0xFFFF


def _network_text(address: int, bits: int, prefix: int) -> str:
    """Return the address and the prefix length; `<nil>` if that is negative."""
    if prefix < 0:
        return "<nil>"
    length = max(prefix - 96, 0) if _is_mapped(address, bits) else prefix
    return f"{_address_text(address, bits)}/{length}"


def _address_text(address: int, bits: int) -> str:
    from ipaddress import IPv4Address, IPv6Address  # most runs see no network

    if bits == 32 or _is_mapped(address, bits):
        return str(IPv4Address(address & 0xFFFF_FFFF))
    return str(IPv6Address(address))


def _parse(block: str) -> _Network:
    """Parse a CIDR block. Leading zeros are ignored."""
    from ipaddress import ip_address  # as above

    address_text, _, prefix_text = block.partition("/")
    try:
        found = ip_address(_LEADING_ZEROS.sub("", address_text))
    except ValueError:
        found = None
    prefix = int(prefix_text) if _DIGITS.fullmatch(prefix_text) else -1
    if found is None or "%" in block or not 0 <= prefix <= found.max_prefixlen:
        raise FunctionError("invalid CIDR block; use a form such as `10.0.0.0/16`", 0)
    bits = found.max_prefixlen
    host_bits = bits - prefix
    return _Network(int(found) >> host_bits << host_bits, bits, prefix)


def _with_number(network: _Network, number: int, prefix: int, argument: int) -> int:
    """Return the network's address with the number in the bits before the end of the prefix."""
    address = abs(network.address | number << (network.bits - prefix))
    if address.bit_length() > network.bits:
        raise FunctionError("the number does not fit in the address", argument)
    return address


@function("cidrhost", STRING, prefix=STRING, hostnum=NUMBER)
def _cidrhost(block: str, hostnum: Number) -> str:
    number = integer(hostnum, 1)
    network = _parse(block)
    most = (1 << (network.bits - network.prefix)) - 1
    compared = abs(number) & _UINT64
    compared -= (compared >> 63) << 64
    if number < 0:
        # Counted from the end of the network.
        compared = -number - 1
        number = most - compared
    if compared > most:
        raise FunctionError(f"the host number is out of range: at most {most}", 1)
    prefix = 32 if network.is_mapped else network.bits
    return _address_text(_with_number(network, number, prefix, 1), network.bits)


@function("cidrnetmask", STRING, prefix=STRING)
def _cidrnetmask(block: str) -> str:
    network = _parse(block)
    if network.bits == 128 and not network.is_mapped:
        raise FunctionError("an IPv6 network does not have a netmask", 0)
    host_bits = network.bits - network.prefix
    mask = ((1 << network.bits) - 1) >> host_bits << host_bits
    return _address_text(mask, network.bits)


@function("cidrsubnet", STRING, prefix=STRING, newbits=NUMBER, netnum=NUMBER)
def _cidrsubnet(block: str, newbits: Number, netnum: Number) -> str:
    new_bits, number = whole(newbits, 1), integer(netnum, 2)
    network = _parse(block)
    prefix = network.prefix + new_bits
    if prefix > network.bits:
        raise FunctionError(
            f"a prefix of {plural(network.prefix, 'bit')} cannot be extended by {new_bits}", 1
        )
    most = (1 << new_bits) - 1 if 0 <= new_bits < 64 else _UINT64
    if abs(number) & _UINT64 > most:
        raise FunctionError(
            f"the number does not fit in {plural(new_bits, 'bit')}: at most {most}", 2
        )
    # An extension far below zero shifts the number by that many bits.
    check_size(characters=network.bits - prefix)
    return _network_text(_with_number(network, number, prefix, 2), network.bits, prefix)


@function("cidrsubnets", ListType(STRING), prefix=STRING, variadic=Parameter(NUMBER))
def _cidrsubnets(block: str, *newbits: Number) -> Value:
    network = _parse(block)
    last = network.address - 1
    end = network.address + (1 << (network.bits - network.prefix))
    subnets: list[Value] = []
    for argument, extension in enumerate(newbits, 1):
        prefix = _extended(network, whole(extension, argument), argument)
        hosts = (1 << (network.bits - prefix)) - 1
        first = ((last | hosts) + 1) % (1 << network.bits)
        if first == 0 or first >= end or network.is_mapped:
            raise FunctionError("the network has no space left for this subnet", argument)
        subnets.append(string(_network_text(first, network.bits, prefix)))
        last = first | hosts
    return list_of(STRING, subnets)


def _extended(network: _Network, extension: int, argument: int) -> int:
    prefix = network.prefix + extension
    if extension < 1:
        raise FunctionError("a prefix must be extended by at least one bit", argument)
    if extension > _MAX_EXTENSION:
        raise FunctionError(f"a prefix can be extended by at most {_MAX_EXTENSION} bits", argument)
    if prefix > network.bits:
        raise FunctionError(
            f"the prefix would be {prefix} bits long, more than an address", argument
        )
    return prefix

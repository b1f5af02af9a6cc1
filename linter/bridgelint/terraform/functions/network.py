"""Functions of IP networks, as lenient as the libraries that Terraform uses."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.base.words import plural
from bridgelint.terraform.functions.contract import (
    Arguments,
    Function,
    Parameter,
    check_size,
    takes,
)
from bridgelint.terraform.functions.function_arguments import amount_of, text_of, whole
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import NUMBER, STRING, ListType, Type
from bridgelint.terraform.values.values import Value, list_of, string

_UINT64: Final = (1 << 64) - 1
_MAX_EXTENSION: Final = 32
_MAPPED: Final = 0xFFFF << 32
"""The prefix of an IPv4 address that is written as an IPv6 address."""

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
        """Whether it consists of IPv4 addresses written as IPv6; sometimes treated as IPv4."""
        return self.bits == 128 and self.address >> 32 == _MAPPED >> 32

    @property
    def text(self) -> str:
        """The address and the prefix length; `<nil>` if that is negative."""
        if self.prefix < 0:
            return "<nil>"
        prefix = max(self.prefix - 96, 0) if self.is_mapped else self.prefix
        return f"{_address_text(self.address, self.bits)}/{prefix}"


def _address_text(address: int, bits: int) -> str:
    from ipaddress import IPv4Address, IPv6Address  # most runs see no network

    if bits == 32 or address >> 32 == _MAPPED >> 32:
        return str(IPv4Address(address & 0xFFFF_FFFF))
    return str(IPv6Address(address))


def _parse(text: str, argument: int) -> _Network:
    address_text, slash, prefix_text = text.partition("/")
    found = _address(address_text)
    prefix = int(prefix_text) if _DIGITS.fullmatch(prefix_text) else -1
    if not slash or found is None or not 0 <= prefix <= found[1]:
        raise FunctionError("invalid CIDR block; use a form such as `10.0.0.0/16`", argument)
    address, bits = found
    host_bits = bits - prefix
    return _Network(address >> host_bits << host_bits, bits, prefix)


def _address(text: str) -> tuple[int, int] | None:
    """Return an address as a number, and its bits. Leading zeros are ignored."""
    from ipaddress import ip_address  # as above

    try:
        found = ip_address(_LEADING_ZEROS.sub("", text))
    except ValueError:
        return None
    return None if "%" in text else (int(found), found.max_prefixlen)


def _big_whole(value: Value, argument: int) -> int:
    amount = amount_of(value)
    if isinstance(amount, float) or amount.denominator != 1:
        raise FunctionError("an integer is required", argument)
    return int(amount)


def _with_number(network: _Network, number: int, prefix: int, argument: int) -> int:
    """Return the network's address with the number in the bits before the end of the prefix."""
    address = abs(network.address | number << (network.bits - prefix))
    if address.bit_length() > network.bits:
        raise FunctionError("the number does not fit in the address", argument)
    return address


def _cidrhost(arguments: Arguments, _result: Type) -> Value:
    number = _big_whole(arguments[1], 1)
    network = _parse(text_of(arguments[0]), 0)
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
    return string(_address_text(_with_number(network, number, prefix, 1), network.bits))


CIDRHOST: Final = Function(takes(prefix=STRING, hostnum=NUMBER), STRING, _cidrhost)


def _cidrnetmask(arguments: Arguments, _result: Type) -> Value:
    network = _parse(text_of(arguments[0]), 0)
    if network.bits == 128 and not network.is_mapped:
        raise FunctionError("an IPv6 network does not have a netmask", 0)
    host_bits = network.bits - network.prefix
    mask = ((1 << network.bits) - 1) >> host_bits << host_bits
    return string(_address_text(mask, network.bits))


CIDRNETMASK: Final = Function(takes(prefix=STRING), STRING, _cidrnetmask)


def _cidrsubnet(arguments: Arguments, _result: Type) -> Value:
    new_bits, number = whole(arguments[1], 1), _big_whole(arguments[2], 2)
    network = _parse(text_of(arguments[0]), 0)
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
    address = _with_number(network, number, prefix, 2)
    return string(_Network(address, network.bits, prefix).text)


CIDRSUBNET: Final = Function(
    takes(prefix=STRING, newbits=NUMBER, netnum=NUMBER), STRING, _cidrsubnet
)


def _cidrsubnets(arguments: Arguments, _result: Type) -> Value:
    network = _parse(text_of(arguments[0]), 0)
    addresses = 1 << network.bits
    last = network.address - 1
    end = network.address + (1 << (network.bits - network.prefix))
    subnets: list[Value] = []
    for argument, extension in enumerate(arguments[1:], 1):
        prefix = _extended(network, whole(extension, argument), argument)
        hosts = (1 << (network.bits - prefix)) - 1
        first = ((last | hosts) + 1) % addresses
        if first == 0 or first >= end or network.is_mapped:
            raise FunctionError("the network has no space left for this subnet", argument)
        subnets.append(string(_Network(first, network.bits, prefix).text))
        last = first | hosts
    return list_of(STRING, subnets)


def _extended(network: _Network, extension: int, argument: int) -> int:
    if extension < 1:
        raise FunctionError("a prefix must be extended by at least one bit", argument)
    if extension > _MAX_EXTENSION:
        raise FunctionError(f"a prefix can be extended by at most {_MAX_EXTENSION} bits", argument)
    if network.prefix + extension > network.bits:
        raise FunctionError(
            f"the prefix would be {network.prefix + extension} bits long, more than an address",
            argument,
        )
    return network.prefix + extension


CIDRSUBNETS: Final = Function(
    takes(prefix=STRING), ListType(STRING), _cidrsubnets, variadic=Parameter("newbits", NUMBER)
)

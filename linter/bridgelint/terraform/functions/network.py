"""Functions of IP networks, as lenient as the libraries that Terraform uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bridgelint.base.words import plural
from bridgelint.terraform.functions.declaration import (
    FunctionTable,
    Parameter,
    check_size,
    integer,
    whole,
)
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import NUMBER, STRING, ListType
from bridgelint.terraform.values.values import Number, Value, list_of, string

DECLARED: Final = FunctionTable()

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_UINT64: Final = (1 << 64) - 1
_MAX_EXTENSION: Final = 32

_DIGITS: Final = re.compile("0*[0-9]{1,3}")
_LEADING_ZEROS: Final = re.compile("(?<![0-9A-Fa-f])0+(?=[0-9A-Fa-f])")


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


def _parse(block: str) -> IPv4Network | IPv6Network:
    """Parse a CIDR block. Leading zeros are ignored."""
    from ipaddress import ip_network  # as above

    address, _, prefix = block.partition("/")
    try:
        if "%" in block or not _DIGITS.fullmatch(prefix):
            raise ValueError  # noqa: TRY301 # what `ipaddress` accepts and Terraform does not
        return ip_network(f"{_LEADING_ZEROS.sub('', address)}/{int(prefix)}", strict=False)
    except ValueError:
        message = "invalid CIDR block; use a form such as `10.0.0.0/16`"
        raise FunctionError(message, 0) from None


def _address(network: IPv4Network | IPv6Network) -> tuple[int, int]:
    """Return the first address and the number of bits of every address."""
    return int(network.network_address), network.max_prefixlen


def _with_number(network: IPv4Network | IPv6Network, number: int, place: int, argument: int) -> int:
    """Return the network's address with the number above that many bits."""
    address, bits = _address(network)
    result = abs(address | number << place)
    if result.bit_length() > bits:
        raise FunctionError("the number does not fit in the address", argument)
    return result


@DECLARED.add("cidrhost", STRING, prefix=STRING, hostnum=NUMBER)
def _cidrhost(block: str, hostnum: Number) -> str:
    number = integer(hostnum, 1)
    network = _parse(block)
    most = network.num_addresses - 1
    compared = abs(number) & _UINT64
    compared -= (compared >> 63) << 64
    if number < 0:
        # Counted from the end of the network.
        compared = -number - 1
        number = most - compared
    if compared > most:
        raise FunctionError(f"the host number is out of range: at most {most}", 1)
    place = 96 if _is_mapped(*_address(network)) else 0
    return _address_text(_with_number(network, number, place, 1), network.max_prefixlen)


@DECLARED.add("cidrnetmask", STRING, prefix=STRING)
def _cidrnetmask(block: str) -> str:
    network = _parse(block)
    if network.version == 6 and not _is_mapped(*_address(network)):
        raise FunctionError("an IPv6 network does not have a netmask", 0)
    return str(network.netmask)


@DECLARED.add("cidrsubnet", STRING, prefix=STRING, newbits=NUMBER, netnum=NUMBER)
def _cidrsubnet(block: str, newbits: Number, netnum: Number) -> str:
    new_bits, number = whole(newbits, 1), integer(netnum, 2)
    network = _parse(block)
    prefix, bits = network.prefixlen + new_bits, network.max_prefixlen
    if prefix > bits:
        raise FunctionError(
            f"a prefix of {plural(network.prefixlen, 'bit')} cannot be extended by {new_bits}", 1
        )
    most = (1 << new_bits) - 1 if 0 <= new_bits < 64 else _UINT64
    if abs(number) & _UINT64 > most:
        raise FunctionError(
            f"the number does not fit in {plural(new_bits, 'bit')}: at most {most}", 2
        )
    # An extension far below zero shifts the number by that many bits.
    check_size(characters=bits - prefix)
    return _network_text(_with_number(network, number, bits - prefix, 2), bits, prefix)


@DECLARED.add("cidrsubnets", ListType(STRING), prefix=STRING, variadic=Parameter(NUMBER))
def _cidrsubnets(block: str, *newbits: Number) -> Value:
    network = _parse(block)
    address, bits = _address(network)
    last = address - 1
    subnets: list[Value] = []
    for argument, each in enumerate(newbits, 1):
        extension = whole(each, argument)
        prefix = network.prefixlen + extension
        _check_extension(extension, prefix, bits, argument)
        hosts = (1 << (bits - prefix)) - 1
        first = ((last | hosts) + 1) % (1 << bits)
        is_outside = first == 0 or first >= address + network.num_addresses
        if is_outside or _is_mapped(address, bits):
            raise FunctionError("the network has no space left for this subnet", argument)
        subnets.append(string(_network_text(first, bits, prefix)))
        last = first | hosts
    return list_of(STRING, subnets)


def _check_extension(extension: int, prefix: int, bits: int, argument: int) -> None:
    if extension < 1:
        raise FunctionError("a prefix must be extended by at least one bit", argument)
    if extension > _MAX_EXTENSION:
        raise FunctionError(f"a prefix can be extended by at most {_MAX_EXTENSION} bits", argument)
    if prefix > bits:
        raise FunctionError(
            f"the prefix would be {prefix} bits long, more than an address", argument
        )

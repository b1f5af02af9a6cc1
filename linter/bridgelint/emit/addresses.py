"""`--action ADDRESS`: which requests and entries an address names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass, replace
from bridgelint.base.words import nearest
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.terraform.expressions.reference_address import KEY

_STEP: Final = rf"\.?([^.\[\"]+)((?:{KEY})*)"
_PART: Final = r"(?:\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]\"])*\]|[^,\[])+|\["
_ENTRY: Final = r"(?P<address>.*[^#])#(?P<number>\d+)"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One address of `--action`."""

    text: str
    address: str
    entry: int | None
    """The 0-based index of the entry; `None` if all are wanted."""


def select(
    requests: Sequence[OutgoingRequest], options: Iterable[str]
) -> tuple[tuple[OutgoingRequest, ...], tuple[Failure, ...]]:
    """The requests that one of the addresses names, in their order. Also a failure for each address
    that names nothing, or actions of several root modules.

    A comma in brackets does not separate two addresses. An address without a key names every
    instance, of the action as of a module in its path.
    """
    texts = [part.strip() for each in options for part in re.findall(_PART, each) or [each]]
    addresses = tuple(map(_wanted, dict.fromkeys(texts)))
    failures = tuple(each for one in addresses for each in _failures(one, requests))
    picked = (_picked(each, addresses) for each in requests)
    return tuple(each for each in picked if each is not None), failures


def _wanted(text: str) -> _Wanted:
    found = re.fullmatch(_ENTRY, text)
    if found is None:
        return _Wanted(text, text, None)
    return _Wanted(text, found["address"], int(found["number"]) - 1)


def _picked(request: OutgoingRequest, addresses: Sequence[_Wanted]) -> OutgoingRequest | None:
    own = [each for each in addresses if _names(each.address, request)]
    if not own or any(each.entry is None for each in own):
        return request if own else None
    entries = {each.entry for each in own}
    drafts = tuple(each for each in request.drafts if each.index in entries)
    return replace(request, drafts=drafts, picked=True) if drafts else None


def _failures(one: _Wanted, everything: Sequence[OutgoingRequest]) -> Iterator[Failure]:
    named = [each for each in everything if _names(one.address, each)]
    if not named:
        yield _nothing(one.address, everything)
        return
    directories = list(dict.fromkeys(each.directory for each in named))
    if len(directories) > 1:
        shown = ", ".join(f"`{each}`" for each in directories)
        message = f"`{one.text}` matches actions of several modules: {shown}"
        yield Failure(message, "pass the directory of one of them as PATH")
    found = any(one.entry in {None, draft.index} for each in named for draft in each.drafts)
    if one.entry is not None and not found:
        count = max(len(each.drafts) for each in named)
        yield Failure(f"no such entry: `{one.text}`", f"the entries are #1 to #{count}")


def _nothing(address: str, everything: Sequence[OutgoingRequest]) -> Failure:
    planned = any(each.firing is not None for each in everything)
    what = "the plan does not run" if planned else "no such action:"
    known = list(dict.fromkeys(each.address for each in everything))
    actions = dict.fromkeys(each.action.address for each in everything if each.action)
    meant = nearest(address, [*known, *actions])
    shown = ", ".join(f"`{each}`" for each in known[:5])
    more = f" and {len(known) - 5:,} more" if len(known) > 5 else ""
    help_text = f"the actions are {shown}{more}" if known else "the module has no action"
    return Failure(f"{what} `{address}`", f"did you mean `{meant}`?" if meant else help_text)


def _names(address: str, request: OutgoingRequest) -> bool:
    """The address is that of the request, of its action, or of all instances of a module in its
    path."""
    asked, has = _steps(address), _steps(request.address)
    if len(asked) != len(has):
        return False
    last = len(has) - 1
    return all(
        name == other and (key in {"", its} or (place == last and request.example))
        for place, ((name, key), (other, its)) in enumerate(zip(asked, has, strict=True))
    )


def _steps(address: str) -> list[tuple[str, str]]:
    """Each name of an address with the key that follows it."""
    found = list(re.finditer(_STEP, address))
    if "".join(each[0] for each in found) != address:
        return [(address, "no address")]
    return [(each[1], each[2]) for each in found]

"""The result of a dry run for programs: plain values, the same as in `--dry-run --format json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridgelint.base.records import dataclass
from bridgelint.base.words import plural

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DryRunTrigger:
    """A resource whose change sends the request."""

    resource: str
    """The address of the resource instance."""

    events: tuple[str, ...]
    """Such as `after_create`."""


@dataclass(frozen=True, slots=True)
class DryRunPart:
    """A part of an entry that is unknown or sensitive."""

    entry: int | None
    """0-based, or `None` for the whole request."""

    field: str
    """The name in PutEvents, such as `Detail`."""

    path: tuple[str | int, ...]
    """Keys and indexes inside the field."""

    reason: str
    """Why it is unknown; empty for a sensitive part."""

    filename: str
    line: int
    """1-based."""

    column: int
    """1-based, in characters."""


@dataclass(frozen=True, slots=True)
class DryRunReceiver:
    """An event rule or an archive: whether it receives an entry."""

    entry: int
    """0-based."""

    name: str
    """The address in the configuration, or the name in an inventory."""

    bus: str | None
    """The name of its event bus, or `None` if it is unknown."""

    targets: tuple[str, ...]
    """The ARN of each target; the address of the target if the ARN is unknown."""

    match: str
    """`yes`, `maybe` or `no`."""

    reason: str
    """Why only `maybe`, or why `no`; otherwise empty."""


@dataclass(frozen=True, slots=True)
class DryRunError:
    """A reason why `--emit` does not send the request."""

    rule: str | None
    """The rule that reports it, if any."""

    message: str


@dataclass(frozen=True, slots=True)
class DryRunRequest:
    """The PutEvents request of one action instance, as `--emit` would send it."""

    address: str
    """With module path and instance key."""

    directory: str
    """The root module."""

    caller: str | None
    """The resource instance that triggers the request, if the action refers to `caller`."""

    region: str | None
    """`None` if the environment decides."""

    triggers: tuple[DryRunTrigger, ...]
    entries: tuple[dict[str, Any], ...]
    """The `Entries` of boto3's `put_events`. An absent argument is absent here; unknown and
    sensitive parts read `(unknown)` and `(sensitive)`."""

    unknown: tuple[DryRunPart, ...]
    sensitive: tuple[DryRunPart, ...]
    receivers: tuple[DryRunReceiver, ...]
    size: int
    """In bytes, by the formula of PutEvents."""

    size_is_lower_bound: bool
    """Whether an unknown part may add to the size."""

    errors: tuple[DryRunError, ...]
    ready: bool
    """Whether `--emit` would send the request: nothing is unknown and there are no errors."""

    json: Json
    """All of it as JSON values, with the keys of `--dry-run --format json`."""

    def __repr__(self) -> str:
        ready = "ready" if self.ready else "not ready"
        return f"<DryRunRequest {self.address}: {plural(len(self.entries), 'entry')}, {ready}>"


def dry_run_request(made: Json) -> DryRunRequest:
    """Convert one object of the JSON document."""
    triggers = ((each["resource"], tuple(each["events"])) for each in made["triggers"])
    receivers = (
        DryRunReceiver(
            entry=each["entry"],
            name=each["rule"],
            bus=each["bus"],
            targets=tuple(each["targets"]),
            match=each["match"],
            reason=each["reason"] or "",
        )
        for each in made["rules"]
    )
    same = ("address", "directory", "region", "size", "size_is_lower_bound", "ready")
    return DryRunRequest(
        **{key: made[key] for key in same},
        caller=made.get("caller"),
        triggers=tuple(DryRunTrigger(*each) for each in triggers),
        entries=tuple(dict(each) for each in made["entries"]),
        unknown=tuple(map(_part, made["unknown"])),
        sensitive=tuple(map(_part, made["sensitive"])),
        receivers=tuple(receivers),
        errors=tuple(DryRunError(**each) for each in made["errors"]),
        json=made,
    )


def _part(made: Json) -> DryRunPart:
    place, reason = made["range"], made.get("reason", "")
    start = place["filename"], place["start"]["line"], place["start"]["column"]
    return DryRunPart(made["entry"], made["field"], tuple(made["path"]), reason, *start)

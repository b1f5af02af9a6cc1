"""`--save-inventory`: the event buses, rules and archives of one account and region, as a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, cast

from bridgelint.base.failure import Failure
from bridgelint.emit.aws import CREDENTIALS, DENIED, AwsError, one_line, profile_region, region_of
from bridgelint.eventbridge.arn import parse_arn
from bridgelint.lint.report import OK
from bridgelint.lint.run_arguments import Arguments
from bridgelint.report.formats import install_extra
from bridgelint.report.terminal import failed, shows_progress, write
from bridgelint.workspace.files import replace_file

_RIGHTS: Final = "allow events:List* and events:DescribeArchive"


def save_inventory(arguments: Arguments) -> int:
    """Write the inventory; the exit status."""
    path = arguments.save_inventory
    try:
        document = _document(_Events(arguments))
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        replace_file(path, text.encode("utf-8", "surrogatepass"))
    except AwsError as error:
        return failed(error.failure, choice=arguments.color)
    except OSError as error:
        return failed(Failure(f"cannot write `{path}`: {error.strerror}"), choice=arguments.color)
    counts = (f"{len(document[key])} {key}" for key in ("buses", "rules", "archives"))
    write(sys.stdout, f"wrote {path}: {', '.join(counts)}\n")
    return OK


class _Events:
    """The calls of EventBridge, page by page."""

    def __init__(self, arguments: Arguments) -> None:
        try:
            from boto3 import Session  # boto3 is an extra
            from botocore.config import Config  # as above
        except ImportError:
            message = "--save-inventory requires boto3, which is not installed"
            raise AwsError(message, install_extra("emit")) from None
        try:
            session = Session(profile_name=arguments.profile or None)
            region = region_of(arguments.region, None, "")[0] or profile_region(session)
            self._client: Any = session.client(
                "events",
                region_name=region,
                endpoint_url=arguments.endpoint_url,
                config=Config(retries={"mode": "standard"}),
            )
        except AwsError:
            raise
        except Exception as error:  # noqa: BLE001 # profiles name roles, programs and logins
            raise AwsError(f"cannot create an AWS client: {one_line(error)}", CREDENTIALS) from None
        self._progress = shows_progress(sys.stderr)

    def pages(self, call: str, key: str, **arguments: str) -> Iterator[dict[str, Any]]:
        """Yield the objects of every page of a call."""
        answer = self.once(call, **arguments)
        yield from answer.get(key, ())
        while token := answer.get("NextToken"):
            answer = self.once(call, **arguments, NextToken=token)
            yield from answer.get(key, ())

    def once(self, call: str, **arguments: str) -> dict[str, Any]:
        """Call an operation once. Raise `AwsError` if it fails."""
        method: Callable[..., dict[str, Any]] = getattr(self._client, call)
        try:
            return method(**arguments)
        except Exception as error:  # noqa: BLE001 # whatever it is, there is no inventory
            raise _refused(call, error) from None

    def tell(self, text: str) -> None:
        """Show on a terminal what is being read."""
        if self._progress:
            write(sys.stderr, f"\r\x1b[K{text}")


def _document(events: _Events) -> dict[str, Any]:
    taken = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    buses = [
        {key: each[key] for key in ("Name", "Arn") if key in each}
        for each in events.pages("list_event_buses", "EventBuses")
    ]
    rules: list[dict[str, Any]] = []
    for number, bus in enumerate(buses, 1):
        events.tell(f"event bus {number} of {len(buses)}: {bus['Name']}")
        rules += _rules(events, bus["Name"])
    listed = events.pages("list_archives", "Archives")
    archives = [_archive(events, each["ArchiveName"]) for each in listed]
    events.tell("")
    arn = next((parse_arn(each.get("Arn", "")) for each in buses), None)
    if arn is None or not arn.account:
        raise AwsError("EventBridge returned no event bus with an ARN")
    return {
        "format_version": "1.0",
        "account": arn.account,
        "region": arn.region,
        "taken": taken,
        "buses": sorted(buses, key=lambda each: each["Name"]),
        "rules": sorted(rules, key=lambda each: (each["EventBusName"], each["Name"])),
        "archives": sorted(archives, key=lambda each: each["ArchiveName"]),
    }


def _rules(events: _Events, bus: str) -> Iterator[dict[str, Any]]:
    kept = ("Name", "EventBusName", "EventPattern", "ScheduleExpression", "State", "ManagedBy")
    for rule in events.pages("list_rules", "Rules", EventBusName=bus):
        place = {"Rule": rule["Name"], "EventBusName": bus}
        targets = events.pages("list_targets_by_rule", "Targets", **place)
        listed = [{"Id": each["Id"], "Arn": each["Arn"]} for each in targets]
        made = {key: rule[key] for key in kept if key in rule}
        yield {**made, "EventBusName": bus, "Targets": listed}


def _archive(events: _Events, name: str) -> dict[str, Any]:
    described = events.once("describe_archive", ArchiveName=name)
    return {
        "ArchiveName": name,
        "EventSourceArn": described["EventSourceArn"],
        "EventPattern": described.get("EventPattern") or None,
        "State": described.get("State", "ENABLED"),
    }


def _refused(call: str, error: Exception) -> AwsError:
    operation = "".join(word.capitalize() for word in call.split("_"))
    response: Any = getattr(error, "response", None)
    if not isinstance(response, dict):
        return AwsError(f"{operation} failed: {one_line(error)}", CREDENTIALS)
    told = cast("dict[str, dict[str, str]]", response).get("Error", {})
    code, message = told.get("Code", ""), told.get("Message", "")
    if code in DENIED:
        return AwsError(f"access denied: events:{operation}: {message}", _RIGHTS)
    return AwsError(f"{operation} failed: {code}: {message}")

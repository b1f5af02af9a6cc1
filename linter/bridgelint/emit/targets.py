"""As whom and where each request is sent, found out and checked before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass
from bridgelint.emit.aws import (
    UNKNOWN,
    AwsError,
    Connection,
    Line,
    PutEvents,
    Target,
    connect,
    profile_region,
    region_of,
)
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import payload
from bridgelint.emit.provider_settings import ProviderSettings, settings_of
from bridgelint.emit.secrets import Secrets
from bridgelint.lint.run_arguments import Arguments
from bridgelint.terraform.values.values import SENSITIVE

_DEFAULT_BUS: Final = "default"


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How one request reaches its target."""

    target: int
    """Its place among the targets."""

    region_source: str
    put: PutEvents
    connection: Connection


@dataclass(frozen=True, slots=True, eq=False)
class LeftOver:
    """One PutEvents request: all entries of a request, or those of a part of a split."""

    number: int
    request: OutgoingRequest
    drafts: tuple[Draft, ...]
    """All of its entries."""

    pending: tuple[Draft, ...]
    """Those that this run sends."""

    @property
    def lane(self) -> tuple[str, str]:
        """Directory and address: the requests of one action instance keep their order."""
        return self.request.directory, self.request.address


@dataclass(frozen=True, slots=True, eq=False)
class RequestPart(LeftOver):
    """The same with its target."""

    way: Way


class Targets:
    """The targets of some requests. What forbids to send is a failure."""

    def __init__(self, arguments: Arguments) -> None:
        self.targets: list[Target] = []
        self.failures: list[Failure] = []
        self.remarks: list[str] = []
        self._arguments = arguments
        self._connections: dict[tuple[ProviderSettings, str], Connection] = {}
        self._identities: dict[ProviderSettings, tuple[str, str] | AwsError] = {}
        self._lines: dict[tuple[ProviderSettings, str], Line] = {}

    def way_of(self, request: OutgoingRequest) -> Way | None:
        """How the request is sent; `None` if that is not possible, which is a failure."""
        arguments = self._arguments
        settings, problems = settings_of(
            request.provider, arguments.profile, arguments.endpoint_url
        )
        if problems:
            self._fail(request, *problems)
            return None
        region, source = region_of(arguments.region, request.region.name, request.region.source)
        try:
            connection = self._connection(settings, region)
            if not region:
                region, source = profile_region(connection.session), "profile"
            target = self._target(settings, connection, request, region)
        except AwsError as error:
            self._fail(request, error.failure)
            return None
        if target not in self.targets:
            self.targets.append(target)
        put = self._lines[settings, region].put
        return Way(self.targets.index(target), source, put, connection)

    def _connection(self, settings: ProviderSettings, region: str) -> Connection:
        key = settings, region if settings.role else ""
        if key not in self._connections:
            connections = self._arguments.parallel or 1
            self._connections[key] = connect(settings, region, connections)
        return self._connections[key]

    def _target(
        self,
        settings: ProviderSettings,
        connection: Connection,
        request: OutgoingRequest,
        region: str,
    ) -> Target:
        arn, account = self._identity(settings, connection, region)
        self._check_account(settings, account)
        if (settings, region) not in self._lines:
            self._lines[settings, region] = connection.line(region)
        line = self._lines[settings, region]
        is_secret = request.view.region == SENSITIVE
        return Target(arn, account, region, line.url, line.is_default, is_secret)

    def _identity(
        self, settings: ProviderSettings, connection: Connection, region: str
    ) -> tuple[str, str]:
        if settings not in self._identities:
            try:
                self._identities[settings] = connection.identity(region)
            except AwsError as error:
                self._identities[settings] = error
        found = self._identities[settings]
        if not isinstance(found, AwsError):
            return found
        expected = self._arguments.expect_account
        demanded = expected or settings.allowed or settings.forbidden
        if settings.skips_account and not demanded:
            return UNKNOWN, UNKNOWN
        raise found

    def _check_account(self, settings: ProviderSettings, account: str) -> None:
        expected = self._arguments.expect_account
        if expected is not None and account != expected:
            message = f"the account is {account}, but --expect-account is {expected}"
        elif settings.allowed and account not in settings.allowed:
            message = f"the account {account} is not among `allowed_account_ids`"
        elif account in settings.forbidden:
            message = f"the account {account} is among `forbidden_account_ids`"
        else:
            return
        raise AwsError(message, "check the credentials and the provider configuration")

    def _fail(self, request: OutgoingRequest, *failures: Failure) -> None:
        for each in failures:
            message = f"`{request.title}`: {each.message}"
            self.failures.append(Failure(message, each.help, each.span))

    # -- buses

    def verify_buses(self, parts: Iterable[RequestPart]) -> None:
        """Ask whether each event bus exists. One that cannot be asked about is a remark."""
        seen: set[tuple[int, str]] = set()
        for part, draft in ((each, draft) for each in parts for draft in each.pending):
            request, way = part.request, part.way
            bus = str(payload(draft).get("EventBusName", _DEFAULT_BUS))
            if (way.target, bus) in seen:
                continue
            seen.add((way.target, bus))
            target = self.targets[way.target]
            try:
                found = way.connection.bus_problem(target.region, bus)
            except AwsError as error:
                self._fail(request, error.failure)
                continue
            if found is None:
                continue
            problem, denied = found
            told = Secrets([request]).without(problem.message)
            shown = request.shown(draft).get("EventBusName", _DEFAULT_BUS)
            where = f"`{shown}` in {target.shown_region}"
            if denied:
                self.remarks.append(f"event bus {where} cannot be verified: {problem.code}: {told}")
                continue
            argument = draft.argument("event_bus_name")
            span = argument.span if argument else draft.span
            self._fail(request, Failure(f"no event bus {where}: {problem.code}: {told}", span=span))

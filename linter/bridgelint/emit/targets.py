"""As whom and where each request is sent, found out and checked before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bridgelint.base.failure import Failure
from bridgelint.base.records import Record
from bridgelint.emit.aws import (
    DENIED,
    AwsError,
    Connection,
    Target,
    connect,
    profile_region,
    region_of,
)
from bridgelint.emit.gathering import Refused
from bridgelint.emit.outgoing import Draft, OutgoingRequest
from bridgelint.emit.payload import Secrets, payload
from bridgelint.emit.provider_settings import ProviderSettings, settings_of
from bridgelint.lint.run_arguments import Arguments
from bridgelint.terraform.values.values import SENSITIVE


class LeftOver(Record, eq=False):
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


class RequestPart(LeftOver, eq=False):
    """The same with its target."""

    target: Target
    region_source: str


class Targets:
    """The targets of some requests."""

    def __init__(self, arguments: Arguments) -> None:
        self.targets: list[Target] = []
        self._failures: list[Failure] = []
        self.remarks: list[str] = []
        self._arguments = arguments
        self._connect = cache(connect)
        self._line = cache(Connection.line)
        self._identities: dict[ProviderSettings, tuple[str, str] | AwsError] = {}

    def parts(self, left: Iterable[LeftOver]) -> tuple[RequestPart, ...]:
        """Each of them with its target, the event bus verified if that is asked for. Raise
        `Refused` if not all can be sent."""
        target_of = cache(self._target_of)
        found = tuple(
            RequestPart(each.number, each.request, each.drafts, each.pending, *target)
            for each in left
            if (target := target_of(each.request))
        )
        if self._arguments.verify_bus and not self._failures:
            self._verify_buses(found)
        if self._failures:
            raise Refused(*self._failures)
        return found

    def _target_of(self, request: OutgoingRequest) -> tuple[Target, str] | None:
        """The target, and what says its region; `None` if there is none, which is a failure."""
        profile, url = self._arguments.profile, self._arguments.endpoint_url
        settings, problems = settings_of(request.provider, profile, url)
        if not problems:
            try:
                return self._target(settings, request)
            except AwsError as error:
                problems = (error.failure,)
        self._fail(request, *problems)
        return None

    def _target(self, settings: ProviderSettings, request: OutgoingRequest) -> tuple[Target, str]:
        configured = request.region
        region, source = region_of(self._arguments.region, configured.name, configured.source)
        parallel = self._arguments.parallel or 1
        connection = self._connect(settings, region if settings.role else "", parallel)
        if not region:
            region, source = profile_region(connection.session), "profile"
        arn, account = self._identity(settings, connection, region)
        put, url, is_default = self._line(connection, region)
        number, is_secret = len(self.targets), request.view.region == SENSITIVE
        target = Target(number, put, connection, arn, account, region, url, is_default, is_secret)
        if target not in self.targets:
            self.targets.append(target)
        return self.targets[self.targets.index(target)], source

    def _identity(
        self, settings: ProviderSettings, connection: Connection, region: str
    ) -> tuple[str, str]:
        if settings not in self._identities:
            try:
                self._identities[settings] = connection.identity(region)
            except AwsError as error:
                self._identities[settings] = error
        found, expected = self._identities[settings], self._arguments.expect_account
        if isinstance(found, AwsError):
            demanded = expected or settings.allowed or settings.forbidden
            if settings.skips_account and not demanded:
                return "unknown", "unknown"
            raise found
        account = found[1]
        if expected is not None and account != expected:
            message = f"the account is {account}, but --expect-account is {expected}"
        elif settings.allowed and account not in settings.allowed:
            message = f"the account {account} is not among `allowed_account_ids`"
        elif account in settings.forbidden:
            message = f"the account {account} is among `forbidden_account_ids`"
        else:
            return found
        raise AwsError(message, "check the credentials and the provider configuration")

    def _fail(self, request: OutgoingRequest, *failures: Failure) -> None:
        for each in failures:
            message = f"`{request.title}`: {each.message}"
            self._failures.append(Failure(message, each.help, each.span))

    def _verify_buses(self, parts: Iterable[RequestPart]) -> None:
        """Ask whether each event bus exists. One that cannot be asked about is a remark."""
        found: dict[tuple[Target, object], tuple[RequestPart, Draft]] = {}
        for part in parts:
            for draft in part.pending:
                bus = payload(draft).get("EventBusName", "default")
                found.setdefault((part.target, bus), (part, draft))
        for (target, bus), (part, draft) in found.items():
            request = part.request
            try:
                problem = target.connection.bus_problem(target.region, str(bus))
            except AwsError as error:
                self._fail(request, error.failure)
                continue
            if problem is None:
                continue
            told = f"{problem.code}: {Secrets([request]).without(problem.message)}"
            shown = request.shown(draft).get("EventBusName", "default")
            where = f"`{shown}` in {target.shown_region}"
            if problem.code in DENIED:
                self.remarks.append(f"event bus {where} cannot be verified: {told}")
                continue
            argument = draft.argument("event_bus_name")
            span = argument.span if argument else draft.span
            self._fail(request, Failure(f"no event bus {where}: {told}", span=span))

"""boto3, as far as it is used; imported nowhere else, and only for `--emit`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from traceback import walk_tb
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from bridgelint.base.failure import ReportedError
from bridgelint.base.records import Record, field, replace
from bridgelint.emit.payload import Entry
from bridgelint.emit.provider_settings import ProviderSettings, Role, masked
from bridgelint.report.formats import install_extra
from bridgelint.terraform.values.values import SENSITIVE
from bridgelint.version import VERSION

if TYPE_CHECKING:
    from boto3 import Session
    from botocore.config import Config
    from botocore.credentials import Credentials

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
_STS_SECONDS: Final = 5.0

_NOT_SENT: Final = frozenset(
    (
        *("ConnectTimeoutError", "EndpointConnectionError", "ProxyConnectionError"),
        *("CredentialRetrievalError", "NoCredentialsError", "PartialCredentialsError"),
        *("NoAuthTokenError", "SSOTokenLoadError", "TokenRetrievalError"),
        *("MetadataRetrievalError", "RefreshWithMFAUnsupportedError", "UnauthorizedSSOTokenError"),
        *("InvalidRegionError", "ParamValidationError", "UnknownEndpointError"),
    )
)
"""botocore's errors that are raised before any byte of the request leaves."""

_THROTTLED: Final = frozenset({"ThrottlingException", "TooManyRequestsException"})
DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
CREDENTIALS: Final = "set AWS_PROFILE or pass --profile; test it with `aws sts get-caller-identity`"

PutEvents = Callable[[list[Entry]], Mapping[str, object]]
"""Sends one request; raises `RequestError`."""


class AwsError(ReportedError):
    """AWS cannot be asked; says why, and what to do."""


class RequestError(Exception):
    """A request that was not answered with a result for each entry."""

    def __init__(
        self, code: str, message: str, outcome: Literal["throttled", "failed", "unknown"]
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.outcome = outcome
        """`throttled` and `failed`: it is certain that no entry was accepted."""


class Target(Record):
    """As whom and where requests are sent."""

    number: int = field(compare=False)
    """Its place among the targets."""

    put: PutEvents = field(compare=False)
    connection: Connection = field(compare=False)
    arn: str
    account: str
    region: str
    endpoint: str
    """The URL, without user name and password."""

    is_default: bool
    """The endpoint is botocore's own for the region, over https."""

    is_secret: bool
    """The region is a sensitive value."""

    @property
    def shown_region(self) -> str:
        """The region as it may be shown."""
        return SENSITIVE if self.is_secret else self.region

    def document(self) -> dict[str, str]:
        return {
            "arn": self.arn,
            "account": self.account,
            "region": self.shown_region,
            "endpoint": SENSITIVE if self.is_secret and self.is_default else self.endpoint,
        }


class Connection(Record, eq=False):
    """A session for one set of provider settings."""

    session: Session
    settings: ProviderSettings
    connections: int
    """Requests at a time."""

    def identity(self, region: str) -> tuple[str, str]:
        """The ARN and the account of the caller; raises `AwsError` if they cannot be found out."""
        try:
            answer = self.sts(region).get_caller_identity()
            return str(answer["Arn"]), str(answer["Account"])
        except Exception as error:  # noqa: BLE001 # STS, the role, or the network: all the same here
            message = f"cannot determine the AWS identity: {one_line(error)}"
            raise AwsError(message, "check the credentials, the role and the endpoint") from None

    def line(self, region: str) -> tuple[PutEvents, str, bool]:
        """How to send to a region, its URL without user name and password, and whether that is
        botocore's own, over https. Raise `AwsError` if there can be no client."""
        client, url = self._client("events", region, 1)
        is_default = self.settings.events_url is None and url.startswith("https://")
        if is_default:
            own = self._made("events", region, None, ignore_configured_endpoint_urls=True)
            is_default = url == str(own.meta.endpoint_url)

        def put(entries: list[Entry]) -> Mapping[str, object]:
            # What went wrong is told without botocore's own exceptions, which hold the request.
            try:
                answer = client.put_events(Entries=entries)
            except Exception as error:  # noqa: BLE001 # whatever it is, entries may be sent
                problem = _request_error(error)
            else:
                return cast("Mapping[str, object]", answer)
            raise problem

        return put, masked(url), is_default

    def sts(self, region: str) -> Any:  # noqa: ANN401 # boto3 makes its clients when it runs
        return self._client("sts", region, 2)[0]

    def bus_problem(self, region: str, bus: str) -> RequestError | None:
        """Why an event bus cannot take events, or be asked about; `None` if it exists."""
        try:
            client, _ = self._client("events", region, 3)
            client.describe_event_bus(Name=bus)
        except AwsError:
            raise
        except Exception as error:  # noqa: BLE001 # what cannot be checked counts as missing
            return _request_error(error)
        return None

    def _client(self, service: str, region: str, attempts: int) -> tuple[Any, str]:
        """A client, and its URL as it was configured."""
        is_sts = service == "sts"
        url = self.settings.sts_url if is_sts else self.settings.events_url
        make = partial(
            self._made,
            service,
            region,
            retries={"total_max_attempts": attempts, "mode": "standard"},
            connect_timeout=_STS_SECONDS if is_sts else CONNECT_SECONDS,
            read_timeout=_STS_SECONDS if is_sts else READ_SECONDS,
        )
        try:
            client = make(url)
            configured = str(client.meta.endpoint_url)
            if "@" in configured:
                # botocore compares hosts with NO_PROXY only if the URL has no user name. It and the
                # password sign no request to AWS.
                client = make(masked(configured, ""))
        except Exception as error:  # noqa: BLE001 # an invalid region or URL
            raise AwsError(f"cannot create an AWS client for {region}: {one_line(error)}") from None
        return client, configured

    def _made(self, service: str, region: str, url: str | None, **options: Any) -> Any:  # noqa: ANN401 # as above
        from botocore.config import Config  # boto3 is an extra

        config: Config = Config(
            max_pool_connections=max(10, self.connections),
            user_agent_extra=f"bridgelint/{VERSION}",
            **options,
        )
        return self.session.client(service, region_name=region, endpoint_url=url, config=config)


def connect(settings: ProviderSettings, region: str, connections: int) -> Connection:
    """A session with credentials; raises `AwsError`. A role is assumed in the region."""
    try:
        from boto3 import Session  # as above
    except ImportError:
        message = "--emit requires boto3, which is not installed"
        raise AwsError(message, install_extra("emit")) from None
    try:
        session = Session(profile_name=settings.profile)
        credentials = session.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
    except Exception as error:  # noqa: BLE001 # profiles name roles, programs, logins: all can fail
        raise AwsError(f"cannot load the credentials: {one_line(error)}", CREDENTIALS) from None
    if credentials is None:
        raise AwsError("no AWS credentials were found", CREDENTIALS)
    connection = Connection(session, settings, connections)
    if settings.role is None:
        return connection
    region = region or session.region_name or "us-east-1"
    return replace(connection, session=_as_role(connection, settings.role, region, credentials))


def _as_role(connection: Connection, role: Role, region: str, source: Credentials) -> Session:
    """A session whose credentials are those of the role, renewed before they expire."""
    from boto3 import Session  # as above
    from botocore import credentials, session  # as above

    fetcher = credentials.AssumeRoleCredentialFetcher(
        lambda *_, **__: connection.sts(region), source, role.arn, extra_args=dict(role.arguments)
    )
    own = credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    core = session.Session(profile=connection.settings.profile)
    # A resolver of credentials that looks for none.
    core.register_component("credential_provider", SimpleNamespace(load_credentials=lambda: own))
    return Session(botocore_session=core)


def region_of(asked: str | None, configured: str | None, source: str) -> tuple[str, str]:
    """The region, and what says so; both empty if only a profile can.

    As the provider chooses: the action's or its provider configuration's, then `AWS_REGION` (which
    botocore does not read), `AWS_DEFAULT_REGION`, the profile. `--region` counts before all.
    """
    variables = ((os.environ.get(name), name) for name in ("AWS_REGION", "AWS_DEFAULT_REGION"))
    candidates = ((asked, "--region"), (configured, source), *variables)
    return next(((region, told) for region, told in candidates if region), ("", ""))


def profile_region(session: Session) -> str:
    """Return the region of the profile. Raise `AwsError` if it has none."""
    if not session.region_name:
        help_text = "pass --region, or set AWS_REGION or the region of the profile"
        raise AwsError("no region is configured", help_text)
    return session.region_name


def _request_error(error: Exception) -> RequestError:
    response: object = getattr(error, "response", None)
    if isinstance(response, dict):
        told = cast("dict[str, dict[str, object]]", response)
        code = str(told.get("Error", {}).get("Code") or type(error).__name__)
        message = str(told.get("Error", {}).get("Message") or "")
        status = told.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if not isinstance(status, int) or not 400 <= status < 500:
            # A server that broke down may have done its work before.
            return RequestError(code, message, "unknown")
        throttled = status == 429 or code in _THROTTLED
        return RequestError(code, message, "throttled" if throttled else "failed")
    name = type(error).__name__
    certain = name in _NOT_SENT or _is_in_handshake(error)
    return RequestError(name, masked(str(error)), "failed" if certain else "unknown")


def _is_in_handshake(error: BaseException) -> bool:
    """It was raised while the TLS connection was made, before the request was sent."""
    seen: set[int] = set()
    stack: list[object] = [error]
    while stack:
        each = stack.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            names = (frame.f_code.co_name for frame, _ in walk_tb(each.__traceback__))
            if "do_handshake" in names:
                return True
            stack += (each.__cause__, each.__context__, *each.args)
            stack += (getattr(each, "kwargs", None) or {}).values()
    return False


def one_line(error: Exception) -> str:
    """Return what is wrong, without user names and passwords of URLs."""
    return masked(" ".join(str(error).split()) or type(error).__name__)

"""boto3, as far as it is used; imported nowhere else, and only for `--emit`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from bridgelint.base.records import dataclass
from bridgelint.emit.sending import Entry, PutEvents, RequestError
from bridgelint.lint.report import Failure
from bridgelint.version import VERSION

if TYPE_CHECKING:
    from boto3 import Session
    from botocore.config import Config

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
_QUICK_SECONDS: Final = 5.0
"""For what is only shown: the account."""

_BEFORE_SENDING: Final = frozenset(
    {
        "ConnectTimeoutError",
        "CredentialRetrievalError",
        "EndpointConnectionError",
        "InvalidRegionError",
        "MetadataRetrievalError",
        "NoAuthTokenError",
        "NoCredentialsError",
        "ParamValidationError",
        "PartialCredentialsError",
        "ProxyConnectionError",
        "RefreshWithMFAUnsupportedError",
        "SSOTokenLoadError",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
        "UnknownEndpointError",
    }
)
"""botocore's errors behind which nothing has left this machine, or nobody took it."""


class AwsError(Exception):
    """AWS cannot be asked; says why, and what to do."""

    def __init__(self, message: str, help_text: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(message, help_text)


@dataclass(frozen=True, slots=True)
class Line:
    """The way to EventBridge in one region."""

    url: str
    put: PutEvents

    @property
    def leads_to_aws(self) -> bool:
        """And not to an emulator, a proxy or an endpoint of one's own."""
        host = self.url.partition("://")[2].partition("/")[0]
        return host.endswith((".amazonaws.com", ".amazonaws.com.cn"))


@dataclass(frozen=True, slots=True)
class Aws:
    """A session, and what its clients have in common."""

    session: Session
    endpoint_url: str | None
    attempts: int

    def line_to(self, region: str) -> Line:
        """How to send to a region; raises `AwsError` where there can be no client."""
        client = self._client("events", region, CONNECT_SECONDS, READ_SECONDS, self.attempts)

        def put(entries: list[Entry]) -> Mapping[str, object]:
            # What went wrong is told without botocore's own exceptions, which hold the request.
            try:
                answer = client.put_events(Entries=entries)
            except Exception as error:  # noqa: BLE001 # whatever it is, entries may be sent
                problem = _request_error(error)
            else:
                return cast("Mapping[str, object]", answer)
            raise problem

        return Line(str(client.meta.endpoint_url), put)

    def account(self, region: str) -> str:
        """The account that pays; empty where that cannot be found out."""
        try:
            client = self._client("sts", region, _QUICK_SECONDS, _QUICK_SECONDS, 1)
            return str(client.get_caller_identity()["Account"])
        except Exception:  # noqa: BLE001 # it is only shown: whatever goes wrong, nothing depends on it
            return ""

    def bus_problem(self, region: str, bus: str) -> RequestError | None:
        """Why an event bus cannot take events; nothing where it is there."""
        try:
            client = self._client("events", region, CONNECT_SECONDS, READ_SECONDS, 3)
            client.describe_event_bus(Name=bus)
        except AwsError:
            raise
        except Exception as error:  # noqa: BLE001 # what cannot be checked counts as not there
            return _request_error(error)
        return None

    def _client(self, service: str, region: str, connect: float, read: float, attempts: int) -> Any:  # noqa: ANN401 # boto3 makes its clients when it runs
        from botocore.config import Config  # noqa: PLC0415 # boto3 is an extra

        config: Config = Config(
            retries={"total_max_attempts": attempts, "mode": "standard"},
            connect_timeout=connect,
            read_timeout=read,
            user_agent_extra=f"bridgelint/{VERSION}",
        )
        try:
            return self.session.client(
                service, region_name=region, endpoint_url=self.endpoint_url, config=config
            )
        except Exception as error:  # noqa: BLE001 # a name of a region or a URL that is none
            raise AwsError(f"no client for {region}: {_first_line(error)}") from None


def connect(profile: str | None, endpoint_url: str | None, attempts: int) -> Aws:
    """A session with credentials; raises `AwsError`."""
    try:
        from boto3 import Session  # noqa: PLC0415 # as above
    except ImportError:
        message = "--emit needs boto3, which is not installed"
        raise AwsError(message, "pip install 'bridgelint[emit]'") from None
    try:
        session = Session(profile_name=profile or None)
        credentials = session.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
    except Exception as error:  # noqa: BLE001 # profiles name roles, programs, logins: all can fail
        raise AwsError(f"no credentials: {_first_line(error)}", _CREDENTIALS) from None
    if credentials is None:
        raise AwsError("no credentials for AWS were found", _CREDENTIALS)
    return Aws(session, endpoint_url or None, attempts)


_CREDENTIALS: Final = "set AWS_PROFILE or give --profile; `aws sts get-caller-identity` tests them"


def region_of(aws: Aws, asked: str | None, configured: str | None) -> tuple[str, str]:
    """The region, and what says so; both empty where nothing does.

    As the provider chooses: the action's or its provider block's, then `AWS_REGION` (which
    botocore does not read), `AWS_DEFAULT_REGION`, the profile. `--region` counts before all.
    """
    if asked:
        return asked, "--region"
    if configured:
        return configured, "the configuration"
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        found = os.environ.get(name)
        if found:
            return found, name
    return (aws.session.region_name, "the profile") if aws.session.region_name else ("", "")


def _request_error(error: Exception) -> RequestError:
    response: object = getattr(error, "response", None)
    if isinstance(response, dict):
        told = cast("dict[str, dict[str, object]]", response)
        code = str(told.get("Error", {}).get("Code") or type(error).__name__)
        message = str(told.get("Error", {}).get("Message") or "")
        status = told.get("ResponseMetadata", {}).get("HTTPStatusCode")
        # A server that broke down may have done its work before.
        return RequestError(code, message, certain=isinstance(status, int) and status < 500)
    name = type(error).__name__
    return RequestError(name, str(error), certain=name in _BEFORE_SENDING)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

"""Where and as whom a provider configuration sends: what `--emit` follows, and what it rejects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

from bridgelint.actions.action import ProviderConfiguration
from bridgelint.base.failure import Failure
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.emit.endpoint_urls import is_http_url
from bridgelint.terraform.expressions.scope import NO_BINDINGS
from bridgelint.terraform.values.convert import ConversionError, convert
from bridgelint.terraform.values.types import BOOL, STRING, ListType, Type
from bridgelint.terraform.values.values import Value, first_reason, is_wholly_known, null

_CREDENTIALS: Final = (
    "assume_role_with_web_identity",
    "access_key",
    "secret_key",
    "token",
    "shared_config_files",
    "shared_credentials_files",
)
"""What `--profile` replaces and nothing else does."""

_TRANSPORT: Final = (
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "custom_ca_bundle",
    "insecure",
)
"""What `--endpoint-url` replaces and nothing else does."""

_EVENTS: Final = ("events", "eventbridge", "cloudwatchevents")
"""The provider's names of the endpoint of EventBridge."""

_ROLE: Final = frozenset({"role_arn", "session_name", "external_id", "duration"})
_DURATION: Final = r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?"
_SESSION: Final = "bridgelint"
_LONGEST_SESSION: Final = 12 * 3600
_PROFILE: Final = "pass --profile to send with the credentials of a profile"
_ENDPOINT: Final = "pass --endpoint-url to send to an endpoint of your choice"
_VALUE: Final = "pass --var or --var-file"

Values = Mapping[str, tuple[Value, Span]]
"""The arguments of a block by name, each with its place."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that is assumed."""

    arn: str
    session_name: str
    external_id: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """What a provider configuration and the options say together."""

    profile: str | None = None
    role: Role | None = None
    events_url: str | None = None
    sts_url: str | None = None
    allowed: frozenset[str] = frozenset()
    """Account IDs; empty if every account is allowed."""

    forbidden: frozenset[str] = frozenset()
    skips_account: bool = False
    """`skip_requesting_account_id`: STS may be unavailable."""


def settings_of(
    configuration: ProviderConfiguration | None, profile: str | None, endpoint_url: str | None
) -> tuple[ProviderSettings, tuple[Failure, ...]]:
    """The settings, and why they cannot be followed. Each option replaces its settings."""
    reader = _Reader(configuration)
    role = None
    if profile is None:
        reader.refuse(_CREDENTIALS, _PROFILE)
        profile = reader.text("profile", _PROFILE)
        role = reader.role()
    events, sts = endpoint_url, os.environ.get("AWS_ENDPOINT_URL_STS") or endpoint_url
    if endpoint_url is None:
        reader.refuse(_TRANSPORT, _ENDPOINT)
        events, sts = reader.endpoints()
    settings = ProviderSettings(
        profile=profile,
        role=role,
        events_url=events,
        sts_url=sts,
        allowed=reader.texts("allowed_account_ids"),
        forbidden=reader.texts("forbidden_account_ids"),
        skips_account=reader.flag("skip_requesting_account_id"),
    )
    return settings, tuple(reader.failures)


class _Reader:
    """Reads arguments of a provider configuration. What cannot be followed is a failure."""

    def __init__(self, configuration: ProviderConfiguration | None) -> None:
        self.failures: list[Failure] = []
        self._configuration = configuration
        self._own = dict(self._arguments(configuration)) if configuration else {}

    @staticmethod
    def _arguments(
        configuration: ProviderConfiguration,
    ) -> Iterator[tuple[str, tuple[Value, Span]]]:
        for each in configuration.block.body.attributes:
            value = configuration.module.evaluate(each.value)
            yield each.name, (value, each.value.span)

    def refuse(self, names: tuple[str, ...], help_text: str) -> None:
        """Note which of these are set."""
        for name in names:
            value, span = self._own.get(name, (null(), None))
            if name not in self._own and self._blocks(name, help_text):
                span = self._configuration.block.header if self._configuration else None
            elif value.is_null or value.content in (False, "", ()):
                continue
            self._fail(f"sets `{name}`, which --emit does not support", help_text, span)

    def text(self, name: str, help_text: str = _VALUE) -> str | None:
        """A string that is neither null nor empty."""
        value = self._value(self._own, name, STRING, help_text)
        return value.content or None if isinstance(value.content, str) else None

    def texts(self, name: str) -> frozenset[str]:
        """The elements of a list or set."""
        value = self._value(self._own, name, ListType(STRING), _VALUE)
        return frozenset(str(each.content) for each in value.elements)

    def flag(self, name: str) -> bool:
        """Whether a bool is true."""
        return self._value(self._own, name, BOOL, _VALUE).content is True

    def role(self) -> Role | None:
        """The one role to assume."""
        blocks = self._blocks("assume_role", _PROFILE)
        if len(blocks) > 1:
            self._fail("has a second `assume_role`, which --emit does not support", _PROFILE, None)
        if not blocks:
            return None
        own = blocks[0]
        for name, (value, span) in own.items():
            if name not in _ROLE and not value.is_null:
                message = f"sets `{name}` of `assume_role`, which --emit does not support"
                self._fail(message, _PROFILE, span)
        texts = {name: self._value(own, name, STRING, _PROFILE).content for name in _ROLE}
        given = {name: text for name, text in texts.items() if isinstance(text, str) and text}
        if "role_arn" not in given:
            return None
        return Role(
            given["role_arn"],
            given.get("session_name", _SESSION),
            given.get("external_id"),
            self._seconds(given["duration"]) if "duration" in given else None,
        )

    def _seconds(self, text: str) -> int | None:
        found = re.fullmatch(_DURATION, text, re.ASCII)
        hours, minutes, seconds = (
            (int(each or 0) for each in found.groups()) if found else (0, 0, 0)
        )
        total = hours * 3600 + minutes * 60 + seconds
        if 0 < total <= _LONGEST_SESSION:
            return total
        message = "has an invalid `duration` of `assume_role`"
        self._fail(message, "use a duration such as `1h` or `30m`", None)
        return None

    def endpoints(self) -> tuple[str | None, str | None]:
        """The endpoints of EventBridge and STS."""
        urls: dict[str, str] = {}
        for own in self._blocks("endpoints", _ENDPOINT):
            for name in (*_EVENTS, "sts"):
                content = self._value(own, name, STRING, _ENDPOINT).content
                if isinstance(content, str) and content:
                    urls.setdefault("sts" if name == "sts" else "events", content)
                    if not is_http_url(content):
                        message = f"has an endpoint `{name}` that is not an http(s) URL"
                        self._fail(message, _ENDPOINT, own[name][1])
        return urls.get("events"), urls.get("sts")

    def _value(self, own: Values, name: str, type_: Type, help_text: str) -> Value:
        value, span = own.get(name, (null(), None))
        if not is_wholly_known(value):
            reason = first_reason([value]).text
            self._fail(f"has an unknown value of `{name}`: {reason}", help_text, span)
            return null()
        try:
            return convert(value, type_)
        except ConversionError as error:
            self._fail(f"has an invalid `{name}`: {error.message}", help_text, span)
            return null()

    def _blocks(self, name: str, help_text: str) -> list[Values]:
        """The nested blocks of a name, also where JSON syntax writes them as an argument."""
        if self._configuration is None:
            return []
        module = self._configuration.module
        found: list[Values] = []
        for each in module.expand(self._configuration.block.body, NO_BINDINGS):
            if each.type != name:
                continue
            if each.reason is not None:
                message = f"has an unknown number of `{name}` blocks: {each.reason.text}"
                self._fail(message, help_text, each.block.header)
                continue
            found.append(
                {
                    one.name: (module.evaluate(one.value, each.bindings), one.value.span)
                    for one in each.block.body.attributes
                }
            )
        value, span = self._own.get(name, (null(), self._configuration.block.header))
        written = value.elements if isinstance(value.content, tuple) else (value,)
        contents = (each.content for each in written)
        found.extend(
            {key: (inner, span) for key, inner in each.items()}
            for each in contents
            if isinstance(each, dict)
        )
        return found

    def _fail(self, message: str, help_text: str, span: Span | None) -> None:
        failure = Failure(f"the provider configuration {message}", help_text, span)
        if failure not in self.failures:
            self.failures.append(failure)

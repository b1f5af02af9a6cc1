"""Where and as whom a provider configuration sends: what `--emit` follows, and what it rejects."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from bridgelint.actions.action import ProviderConfiguration
from bridgelint.base.failure import Failure
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Block
from bridgelint.terraform.expressions.scope import NO_BINDINGS, Bindings
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

_ENDPOINTS: Final = {
    **dict.fromkeys(("events", "eventbridge", "cloudwatchevents"), "events"),
    "sts": "sts",
}
"""The service of each endpoint that is followed, by the provider's names."""

_ROLE: Final = ("role_arn", "session_name", "external_id", "duration")
_DURATION: Final = r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?"
_PROFILE: Final = "pass --profile to send with the credentials of a profile"
_ENDPOINT: Final = "pass --endpoint-url to send to an endpoint of your choice"
_VALUE: Final = "pass --var or --var-file"

Values = Mapping[str, tuple[Value, Span]]
"""The arguments of a block by name, each with its place."""


class Role(Record):
    """A role that is assumed."""

    arn: str
    arguments: tuple[tuple[str, str | int], ...]
    """The other arguments of AssumeRole."""


class ProviderSettings(Record):
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
    events, sts = endpoint_url, os.environ.get("AWS_ENDPOINT_URL_STS") or endpoint_url
    if configuration is None:
        return ProviderSettings(profile, None, events, sts if events else None), ()
    reader = _Reader(configuration)
    role = None
    if profile is None:
        reader.refuse(_CREDENTIALS, _PROFILE)
        profile = reader.text("profile", _PROFILE)
        role = reader.role()
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
        skips_account=reader.value("skip_requesting_account_id", BOOL, _VALUE).content is True,
    )
    return settings, tuple(reader.failures)


class _Reader:
    """Reads arguments of a provider configuration. What cannot be followed is a failure."""

    def __init__(self, configuration: ProviderConfiguration) -> None:
        self.failures: list[Failure] = []
        self._module, self._block = configuration.module, configuration.block
        self._own = self._arguments(self._block)

    def _arguments(self, block: Block, bindings: Bindings = NO_BINDINGS) -> Values:
        return {
            each.name: (self._module.evaluate(each.value, bindings), each.value.span)
            for each in block.body.attributes
        }

    def refuse(self, names: tuple[str, ...], help_text: str) -> None:
        """Note which of these are set."""
        for name in names:
            value, span = self._own.get(name, (null(), None))
            if name not in self._own and self._blocks(name, help_text):
                span = self._block.header
            elif value.is_null or value.content in (False, "", ()):
                continue
            self._fail(f"sets `{name}`, which --emit does not support", help_text, span)

    def text(self, name: str, help_text: str, own: Values | None = None) -> str | None:
        """A string that is neither null nor empty."""
        value = self.value(name, STRING, help_text, own)
        return value.content or None if isinstance(value.content, str) else None

    def texts(self, name: str) -> frozenset[str]:
        elements = self.value(name, ListType(STRING), _VALUE).elements
        return frozenset(str(each.content) for each in elements)

    def value(self, name: str, type_: Type, help_text: str, own: Values | None = None) -> Value:
        """An argument of the configuration, or of one of its blocks; null if it cannot be read."""
        value, span = (self._own if own is None else own).get(name, (null(), None))
        if not is_wholly_known(value):
            reason = first_reason([value]).text
            self._fail(f"has an unknown value of `{name}`: {reason}", help_text, span)
            return null()
        try:
            return convert(value, type_)
        except ConversionError as error:
            self._fail(f"has an invalid `{name}`: {error.message}", help_text, span)
            return null()

    def role(self) -> Role | None:
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
        arn, session, external_id, duration = (self.text(name, _PROFILE, own) for name in _ROLE)
        if arn is None:
            return None
        seconds = self._seconds(duration) if duration else None
        names = ("RoleSessionName", "ExternalId", "DurationSeconds")
        given = zip(names, (session or "bridgelint", external_id, seconds), strict=True)
        return Role(arn, tuple((name, each) for name, each in given if each is not None))

    def _seconds(self, text: str) -> int | None:
        found = re.fullmatch(_DURATION, text, re.ASCII)
        parts = zip(found.groups("0"), (3600, 60, 1), strict=True) if found else ()
        total = sum(int(count) * unit for count, unit in parts)
        if 0 < total <= 12 * 3600:
            return total
        message = "has an invalid `duration` of `assume_role`"
        self._fail(message, "use a duration such as `1h` or `30m`", None)
        return None

    def endpoints(self) -> tuple[str | None, str | None]:
        urls: dict[str, str] = {}
        for own in self._blocks("endpoints", _ENDPOINT):
            for name, service in _ENDPOINTS.items():
                url = self.text(name, _ENDPOINT, own)
                if url is None:
                    continue
                urls.setdefault(service, url)
                if not is_http_url(url):
                    message = f"has an endpoint `{name}` that is not an http(s) URL"
                    self._fail(message, _ENDPOINT, own[name][1])
        return urls.get("events"), urls.get("sts")

    def _blocks(self, name: str, help_text: str) -> list[Values]:
        """The nested blocks of a name, also where JSON syntax writes them as an argument."""
        found: list[Values] = []
        for each in self._module.expand(self._block.body):
            if each.type != name:
                continue
            if each.reason is not None:
                message = f"has an unknown number of `{name}` blocks: {each.reason.text}"
                self._fail(message, help_text, each.block.header)
            else:
                found.append(self._arguments(each.block, each.bindings))
        value, span = self._own.get(name, (null(), self._block.header))
        written = value.elements if isinstance(value.content, tuple) else (value,)
        found += (
            {key: (inner, span) for key, inner in one.content.items()}
            for one in written
            if isinstance(one.content, dict)
        )
        return found

    def _fail(self, message: str, help_text: str, span: Span | None) -> None:
        failure = Failure(f"the provider configuration {message}", help_text, span)
        if failure not in self.failures:
            self.failures.append(failure)


def is_http_url(url: str) -> bool:
    """Whether it is a URL that requests can be sent to."""
    from urllib.parse import urlsplit  # only where there is a URL

    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def masked(text: str, mask: str = "***@") -> str:
    """The text with a mask in place of user names and passwords of URLs."""
    return re.sub(r"//[^/?#\s]*@", f"//{mask}", text)

from collections.abc import Callable
from typing import Any

class Credentials:
    def get_frozen_credentials(self) -> object: ...

class AssumeRoleCredentialFetcher:
    def __init__(
        self,
        client_creator: Callable[..., object],
        source_credentials: Credentials,
        role_arn: str,
        extra_args: dict[str, Any] | None = None,
    ) -> None: ...
    def fetch_credentials(self) -> dict[str, str]: ...

class DeferredRefreshableCredentials(Credentials):
    def __init__(self, refresh_using: Callable[[], dict[str, str]], method: str) -> None: ...

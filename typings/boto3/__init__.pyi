# Only what is used; boto3 has no types of its own, and makes its clients when it runs.
from typing import Any

from botocore import session as core
from botocore.config import Config
from botocore.credentials import Credentials

class Session:
    def __init__(
        self, *, profile_name: str | None = None, botocore_session: core.Session | None = None
    ) -> None: ...
    @property
    def region_name(self) -> str | None: ...
    def get_credentials(self) -> Credentials | None: ...
    def client(
        self,
        service_name: str,
        *,
        region_name: str,
        endpoint_url: str | None = None,
        config: Config | None = None,
    ) -> Any: ...

def client(
    service_name: str,
    *,
    region_name: str,
    endpoint_url: str | None = None,
    config: Config | None = None,
) -> Any: ...

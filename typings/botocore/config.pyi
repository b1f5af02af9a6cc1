class Config:
    def __init__(
        self,
        *,
        retries: dict[str, int | str] | None = None,
        connect_timeout: float = 60,
        read_timeout: float = 60,
        max_pool_connections: int = 10,
        user_agent_extra: str | None = None,
        ignore_configured_endpoint_urls: bool | None = None,
    ) -> None: ...

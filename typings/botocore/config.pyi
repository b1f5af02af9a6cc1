class Config:
    def __init__(
        self,
        *,
        retries: dict[str, int | str] | None = None,
        connect_timeout: float = 60,
        read_timeout: float = 60,
        user_agent_extra: str | None = None,
    ) -> None: ...

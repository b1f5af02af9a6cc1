"""URLs of endpoints."""

from __future__ import annotations

import re


def is_http_url(url: str) -> bool:
    """Whether it is a URL that requests can be sent to."""
    from urllib.parse import urlsplit  # only where there is a URL

    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def masked(url: str) -> str:
    """The URL with `***` in place of user name and password."""
    return re.sub(r"//[^/?#\s]*@", "//***@", url)


def without_userinfo(url: str) -> str:
    """The URL without user name and password, which sign no request to AWS."""
    return re.sub(r"//[^/?#\s]*@", "//", url)

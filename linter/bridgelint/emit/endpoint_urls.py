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


def masked(text: str, mask: str = "***@") -> str:
    """The text with a mask in place of user names and passwords of URLs."""
    return re.sub(r"//[^/?#\s]*@", f"//{mask}", text)

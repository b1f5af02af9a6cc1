"""The types of well-known attributes in the schemas of providers.

Everything else has a type that is not stated: see `values.Unstated`. Source: the resource schemas
of hashicorp/aws 6.x, null 3.x, random 3.x and time 0.x.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.terraform.values.types import BOOL, NUMBER, STRING, MapType, Type

_TEXTS: Final = MapType(STRING)

_BY_PROVIDER: Final[Mapping[str, Mapping[str, Type]]] = {
    "aws": {"arn": STRING, "id": STRING, "name": STRING, "tags": _TEXTS, "tags_all": _TEXTS},
    "null": {"id": STRING, "triggers": _TEXTS},
    "random": {"id": STRING, "keepers": _TEXTS},
    "time": {"id": STRING, "triggers": _TEXTS},
}
"""Attributes that have the same type in every resource of a provider that has them."""

_BY_RESOURCE: Final[Mapping[str, Mapping[str, Type]]] = {
    "aws_autoscaling_group": dict.fromkeys(("desired_capacity", "max_size", "min_size"), NUMBER),
    "aws_cloudwatch_log_group": {"retention_in_days": NUMBER},
    "aws_db_instance": {"allocated_storage": NUMBER, "multi_az": BOOL, "port": NUMBER},
    "aws_ecs_service": {"desired_count": NUMBER},
    "aws_kinesis_stream": dict.fromkeys(("retention_period", "shard_count"), NUMBER),
    "aws_lambda_function": {
        **dict.fromkeys(("memory_size", "reserved_concurrent_executions", "timeout"), NUMBER),
        "publish": BOOL,
        "version": STRING,
    },
    "aws_lb_listener": {"port": NUMBER},
    "aws_lb_target_group": {"port": NUMBER},
    "aws_sqs_queue": {
        **dict.fromkeys(
            (
                "delay_seconds",
                "max_message_size",
                "message_retention_seconds",
                "receive_wait_time_seconds",
                "visibility_timeout_seconds",
            ),
            NUMBER,
        ),
        "content_based_deduplication": BOOL,
        "fifo_queue": BOOL,
        "url": STRING,
    },
}


def stated_type(resource: str, attribute: str) -> Type | None:
    """Return the type of an attribute of a resource or data source type, or `None` if it is not
    among the well-known ones."""
    provider = resource.partition("_")[0]
    found = _BY_PROVIDER.get(provider, {}).get(attribute)
    return found or _BY_RESOURCE.get(resource, {}).get(attribute)

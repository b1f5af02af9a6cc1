"""What is known of the schemas of providers: types of attributes, and which are sensitive.

Everything else has a type that is not stated: see `values.Unstated`. Source: the schemas of
resources and data sources in hashicorp/aws 6.x, local 2.x, null 3.x, random 3.x, time 0.x and
tls 4.x.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgelint.terraform.values.types import BOOL, NUMBER, STRING, MapType, Type

STORE: Final = "store"
"""A block of `terraform_data` in Terraform 1.16 and later."""

TERRAFORM_DATA: Final = ("id", "input", "output", "triggers_replace", STORE)

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


_SENSITIVE: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "resource": {
        "aws_acm_certificate": ("private_key",),
        "aws_api_gateway_api_key": ("value",),
        "aws_appsync_api_key": ("key",),
        "aws_cognito_user_pool_client": ("client_secret",),
        "aws_db_instance": ("password",),
        "aws_directory_service_directory": ("password",),
        "aws_dms_endpoint": ("password",),
        "aws_docdb_cluster": ("master_password",),
        "aws_elasticache_replication_group": ("auth_token",),
        "aws_iam_access_key": ("secret", "ses_smtp_password_v4"),
        "aws_iam_server_certificate": ("private_key",),
        "aws_kms_ciphertext": ("plaintext",),
        "aws_lightsail_database": ("master_password",),
        "aws_rds_cluster": ("master_password",),
        "aws_redshift_cluster": ("master_password",),
        "aws_secretsmanager_secret_version": ("secret_binary", "secret_string"),
        "aws_ssm_parameter": ("value",),
        "aws_vpn_connection": (
            "customer_gateway_configuration",
            "tunnel1_preshared_key",
            "tunnel2_preshared_key",
        ),
        "local_sensitive_file": ("content", "content_base64"),
        "random_bytes": ("base64", "hex"),
        "random_password": ("bcrypt_hash", "result"),
        "tls_cert_request": ("private_key_pem",),
        "tls_locally_signed_cert": ("ca_private_key_pem",),
        "tls_private_key": ("private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"),
        "tls_self_signed_cert": ("private_key_pem",),
    },
    "data": {
        "aws_cognito_user_pool_client": ("client_secret",),
        "aws_ecr_authorization_token": ("authorization_token", "password"),
        "aws_eks_cluster_auth": ("token",),
        "aws_kms_secrets": ("plaintext",),
        "aws_secretsmanager_secret_version": ("secret_binary", "secret_string"),
        "aws_ssm_parameter": ("value",),
        "aws_ssm_parameters_by_path": ("values",),
        "local_sensitive_file": ("content", "content_base64"),
    },
}


def sensitive_attributes(mode: str, type_: str) -> tuple[str, ...]:
    """Return the sensitive attributes of a `resource` or `data` block of this type."""
    return _SENSITIVE.get(mode, {}).get(type_, ())

"""The attributes of well-known resources that the schemas of their providers mark as sensitive.

Source: the schemas of resources and data sources in hashicorp/aws 6.x, local 2.x, random 3.x and
tls 4.x.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_RESOURCES: Final[Mapping[str, tuple[str, ...]]] = {
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
}
_DATA_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_cognito_user_pool_client": ("client_secret",),
    "aws_ecr_authorization_token": ("authorization_token", "password"),
    "aws_eks_cluster_auth": ("token",),
    "aws_kms_secrets": ("plaintext",),
    "aws_secretsmanager_secret_version": ("secret_binary", "secret_string"),
    "aws_ssm_parameter": ("value",),
    "aws_ssm_parameters_by_path": ("values",),
    "local_sensitive_file": ("content", "content_base64"),
}


def sensitive_attributes(mode: str, type_: str) -> tuple[str, ...]:
    """Return the sensitive attributes of a `resource` or `data` block of this type."""
    if mode == "resource":
        return _RESOURCES.get(type_, ())
    return _DATA_SOURCES.get(type_, ()) if mode == "data" else ()

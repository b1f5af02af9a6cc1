"""AWS partitions and their regions.

The table is that of botocore 1.44.5 (`partitions.json` and `endpoints.json` combined), without
pseudo regions such as `aws-global`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bridgelint.base.records import Record
from bridgelint.base.words import nearest


class Partition(Record):
    name: str
    """The partition in ARNs: `aws`, `aws-cn`."""

    pattern: str
    """The pattern of the names of its regions, including future ones."""

    regions: frozenset[str]


PARTITIONS: Final = (
    Partition(
        "aws",
        r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        frozenset(
            {
                "af-south-1",
                "ap-east-1",
                "ap-east-2",
                "ap-northeast-1",
                "ap-northeast-2",
                "ap-northeast-3",
                "ap-south-1",
                "ap-south-2",
                "ap-southeast-1",
                "ap-southeast-2",
                "ap-southeast-3",
                "ap-southeast-4",
                "ap-southeast-5",
                "ap-southeast-6",
                "ap-southeast-7",
                "ca-central-1",
                "ca-west-1",
                "eu-central-1",
                "eu-central-2",
                "eu-north-1",
                "eu-south-1",
                "eu-south-2",
                "eu-west-1",
                "eu-west-2",
                "eu-west-3",
                "il-central-1",
                "me-central-1",
                "me-south-1",
                "me-west-1",
                "mx-central-1",
                "sa-east-1",
                "sa-west-1",
                "us-east-1",
                "us-east-2",
                "us-west-1",
                "us-west-2",
            }
        ),
    ),
    Partition("aws-cn", r"cn-\w+-\d+", frozenset({"cn-north-1", "cn-northwest-1"})),
    Partition("aws-us-gov", r"us-gov-\w+-\d+", frozenset({"us-gov-east-1", "us-gov-west-1"})),
    Partition("aws-iso", r"us-iso-\w+-\d+", frozenset({"us-iso-east-1", "us-iso-west-1"})),
    Partition("aws-iso-b", r"us-isob-\w+-\d+", frozenset({"us-isob-east-1", "us-isob-west-1"})),
    Partition("aws-iso-e", r"eu-isoe-\w+-\d+", frozenset({"eu-isoe-west-1"})),
    Partition("aws-iso-f", r"us-isof-\w+-\d+", frozenset({"us-isof-east-1", "us-isof-south-1"})),
    Partition("aws-eusc", r"eusc-(de)-\w+-\d+", frozenset({"eusc-de-east-1"})),
)


@cache
def partition_of(region: str) -> Partition | None:
    """Return the partition whose pattern a region's name matches, even if it is unlisted."""
    listed = (each for each in PARTITIONS if region in each.regions)
    alike = (each for each in PARTITIONS if re.fullmatch(each.pattern, region, re.ASCII))
    return next(listed, None) or next(alike, None)


def is_listed(region: str) -> bool:
    """Return whether the region is in some partition's list."""
    return any(region in each.regions for each in PARTITIONS)


def nearest_region(region: str) -> str | None:
    """Return the listed region that a misspelled name probably means, or `None`."""
    listed = {name for each in PARTITIONS for name in each.regions}
    return nearest(region, listed, at_most=2)

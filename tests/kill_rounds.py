"""Runs `--emit` again and again, and kills it: a program of its own, for `test_emit_kills.py`.

Everything is imported once; each round is a fork of it, so that a hundred of them take seconds.
Standard input has one JSON object for each round: `directory`, `arguments`, and `kills`, pairs of
a delay in seconds and a signal. Standard output gets the exit status of each.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import boto3
from botocore import loaders, session

from bridgelint.cli.main import main
from bridgelint.emit import emitting

_ = emitting


def warm_up() -> None:
    """Read botocore's descriptions of the services once, not in every round."""
    loader = loaders.create_loader()

    def again(*_: object, **__: object) -> loaders.Loader:
        return loader

    session.__dict__["create_loader"] = again
    for service in ("events", "sts"):
        boto3.client(service, region_name="eu-west-1")


def child(asked: dict[str, Any]) -> None:
    """The command, as the only thing that its process does."""
    os.chdir(asked["directory"])
    for number, path in ((0, os.devnull), (1, "stdout"), (2, "stderr")):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
    sys.argv = ["bridgelint", *asked["arguments"]]
    status = 70
    try:
        status = main()
    finally:
        sys.stdout.flush()
        os._exit(status)


def rounds() -> None:
    """One round after the other."""
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(asked)
        for delay, number in asked["kills"]:
            time.sleep(delay)
            os.kill(pid, number)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    warm_up()
    rounds()

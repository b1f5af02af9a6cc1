"""Bytes of files, and why there are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bridgelint.workspace import files as read
from bridgelint.workspace.confinement import OUTSIDE
from bridgelint.workspace.files import UnreadableFile, read_bytes


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 20_000_000])
def test_files_of_any_size(tmp_path: Path, size: int) -> None:
    file = tmp_path / "main.tf"
    file.write_bytes(b"x" * size)
    assert read_bytes(str(file)) == b"x" * size


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    (tmp_path / "circle.tf").symlink_to("circle.tf")
    (tmp_path / "dangling.tf").symlink_to("nowhere")
    (tmp_path / "zero.tf").symlink_to("/dev/zero")
    (tmp_path / "null.tf").symlink_to("/dev/null")
    os.mkfifo(tmp_path / "pipe.tf")

    def reason(name: str) -> str | bytes:
        result = read_bytes(str(tmp_path / name))
        return result.reason if isinstance(result, UnreadableFile) else result

    assert reason("circle.tf") == "Too many levels of symbolic links"
    assert reason("dangling.tf") == "No such file or directory"
    assert reason(".") == "Is a directory"
    assert reason("zero.tf") == OUTSIDE
    assert reason("pipe.tf") == "Not a regular file"
    assert reason("null.tf") == OUTSIDE
    assert read_bytes("/dev/zero") == UnreadableFile("/dev/zero", "Not a regular file")
    assert read_bytes("/dev/null") == UnreadableFile("/dev/null", "Not a regular file")
    assert reason("\0") == "Null byte in the name"


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MAX_SIZE", 2 << 20)
    file = tmp_path / "main.tf"
    file.write_bytes(b"x" * ((2 << 20) + 1))
    assert read_bytes(str(file)) == UnreadableFile(str(file), "Larger than 2 MB")

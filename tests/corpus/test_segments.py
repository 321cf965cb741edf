"""Vector files that were cut are told before Chroma reads them."""

import struct
from pathlib import Path

import pytest

from corpus.segments import damaged_segment

_ELEMENTS, _SIZE = 10, 16


def _write(folder: Path, version: int = 1) -> Path:
    segment = folder / "5e9"
    segment.mkdir(parents=True)
    header = struct.pack("<i6Q", version, 0, 16, _ELEMENTS, _SIZE, 0, 0)
    (segment / "header.bin").write_bytes(header.ljust(100, b"\0"))
    (segment / "data_level0.bin").write_bytes(b"\0" * _ELEMENTS * _SIZE)
    (segment / "length.bin").write_bytes(b"\0" * _ELEMENTS * 4)
    return segment


def test_whole_files_pass(tmp_path: Path) -> None:
    assert damaged_segment(tmp_path / "nowhere") is None
    _write(tmp_path)
    assert damaged_segment(tmp_path) is None


@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "length.bin"])
def test_a_file_that_lacks_a_byte_is_named(tmp_path: Path, name: str) -> None:
    file = _write(tmp_path) / name
    file.write_bytes(file.read_bytes()[:-1])
    assert damaged_segment(tmp_path) == file


def test_a_missing_file_and_an_unknown_version_are_left_to_chroma(tmp_path: Path) -> None:
    segment = _write(tmp_path / "a")
    (segment / "data_level0.bin").unlink()
    assert damaged_segment(tmp_path / "a") is None
    other = _write(tmp_path / "b", version=2)
    (other / "data_level0.bin").write_bytes(b"")
    assert damaged_segment(tmp_path / "b") is None

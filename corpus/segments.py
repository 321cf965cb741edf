"""Checks the files of an embedded Chroma store before Chroma reads them: a cut one makes its engine crash.

Measured on chromadb 1.5.9: with `data_level0.bin` or `header.bin` cut to a third, the first read ends the process.
"""

import struct
from pathlib import Path

_HEADER = struct.Struct("<i6Q")  # version, offset, capacity, elements, bytes of an element, and two offsets within it
_HEADER_BYTES = 100
_VERSION = 1
_LENGTH_BYTES = 4  # of each element in length.bin


def damaged_segment(folder: Path) -> Path | None:
    """The first file of a store's vector indexes that is shorter than its header says; None where all are whole.

    A missing file is Chroma's to notice, and so is a header of another version than the one known here.
    """
    for header in sorted(folder.glob("*/header.bin")):
        data = header.read_bytes()
        if len(data) < _HEADER_BYTES:
            return header
        version, _, _, elements, size, *_ = _HEADER.unpack_from(data)
        if version != _VERSION:
            continue
        for name, wanted in (("data_level0.bin", elements * size), ("length.bin", elements * _LENGTH_BYTES)):
            file = header.with_name(name)
            if file.exists() and file.stat().st_size < wanted:
                return file
    return None

"""Refuses what a process under test must not do, and records each attempt in the file that `GUARD_LOG` names.

Python imports this module when it starts with this folder on `PYTHONPATH`. An audit hook sees what every Python library
does, however it goes about it: reaching another machine, looking up a name, or opening a file below `GUARD_FOLDER`.
"""

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

_LOG = os.environ.get("GUARD_LOG", "")
_FOLDER = os.environ.get("GUARD_FOLDER", "")
_ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _is_here(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _refused(event: str, arguments: tuple[Any, ...]) -> object:
    """What the event reaches for and must not, or None."""
    if event in _ADDRESSED:
        address = arguments[_ADDRESSED[event]]
        is_internet = isinstance(address, tuple) and bool(address) and isinstance(address[0], str)
        return address if is_internet and not _is_here(address[0]) else None
    if event in _LOOKUPS:
        return None if _is_here(arguments[0]) else arguments[0]
    if event == "open" and _FOLDER and isinstance(arguments[0], str) and arguments[0].startswith(_FOLDER):
        return arguments[0]
    return None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if (what := _refused(event, arguments)) is not None:
        with Path(_LOG).open("a", encoding="utf-8") as log:
            log.write(f"{event} {what}\n")
        raise ConnectionRefusedError(f"refused by the test's guard: {event} {what}")


if _LOG:
    sys.addaudithook(_watch)

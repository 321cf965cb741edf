"""Without any network: ingesting, answering and checking work, and nothing is even tried.

An audit hook in each process refuses whatever is not on this machine, and records it. Native code is seen only where
Python's own sockets are used; the packages with native sockets (Chroma's) have nothing but a folder to open here.
"""

from pathlib import Path

import pytest

from tests.api.commands import first_ask, run, run_python

_TRIES = """
import socket, sys, urllib.request

def refused(attempt, *arguments):
    try:
        attempt(*arguments)
    except OSError as error:
        return "guard" in str(error)
    return False

server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sys.exit(not all([
    refused(socket.create_connection, ("192.0.2.1", 80), 1),
    refused(socket.getaddrinfo, "example.org", 443),
    refused(udp.sendto, b"x", ("192.0.2.1", 53)),
    refused(urllib.request.urlopen, "http://example.org/", None, 1),
    refused(socket.socket().connect, ("192.0.2.1", 443)),
]))
"""


def test_the_guard_refuses_what_leaves_this_machine_and_nothing_else(tmp_path: Path) -> None:
    ran = run_python(_TRIES, data_dir=tmp_path)
    assert ran.status == 0, ran.err
    assert [attempt.split()[0] for attempt in ran.attempts] == [
        "socket.getaddrinfo",
        "socket.getaddrinfo",
        "socket.sendto",
        "socket.getaddrinfo",
        "socket.connect",
    ]


def test_ingesting_answering_and_checking_reach_for_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    data_dir, first = first_ask(tmp_path_factory.mktemp("articles"))
    assert first.status == 0, first.err
    assert "ingesting" in first.err
    assert "35" in first.out
    assert first.attempts == ()
    checked = run("check", data_dir=data_dir)
    assert (checked.status, checked.attempts) == (0, ())
    assert checked.out.startswith("Sound: 2 documents, ")

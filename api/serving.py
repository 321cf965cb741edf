"""The command `cs-answers serve`: checks what it is told, makes the knowledge base ready, and runs the service."""

import os
import socket
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from api.console import make_console
from api.safety.binding import check_binding
from corpus.embeddings import load_embedder
from corpus.errors import SettingsError
from corpus.settings import load_settings

_GRACE_SECONDS = 10  # for answers under way, when the service is told to stop
_KEEP_ALIVE_SECONDS = 30


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Let anybody who reaches another address than this machine's ask.")
    ] = False,
) -> None:
    """Serves the chat page and the API; without options at http://127.0.0.1:8000 for this machine alone."""
    from api.asking import check_chat_model
    from api.opening import open_or_ingest

    settings = load_settings()
    check_binding(host, settings, is_open_allowed=without_keys)
    check_chat_model(settings)
    _check_free(host, port)
    open_or_ingest(settings, load_embedder(settings.embeddings)).close()
    shown = f"[{host}]" if ":" in host else host
    make_console(stderr=True).print(f"CS Answers is at http://{shown}:{port} (Ctrl-C ends it).")
    _run(host, port, workers)


def _check_free(host: str, port: int) -> None:
    """Tells what uvicorn would only log, and before anything is ingested.

    Raises:
        SettingsError: nobody can listen there.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen at {host}, port {port} ({error.strerror}). Choose others with --host and --port."
        ) from None


def _run(host: str, port: int, workers: int) -> None:
    import uvicorn

    from api.logs import CONFIGURATION

    options: dict[str, Any] = {
        "factory": True,
        "host": host,
        "port": port,
        "http": "api.safety.protocol:BoundedProtocol",
        "ws": "none",
        "log_config": CONFIGURATION,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": _KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": _GRACE_SECONDS,
    }
    if workers == 1:
        uvicorn.run("api.app:create_app", **options)
        return
    with TemporaryDirectory(prefix="cs-answers-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # the workers inherit it, and add up their figures there
        uvicorn.run("api.app:create_app", workers=workers, **options)

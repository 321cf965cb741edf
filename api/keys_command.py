"""The command `cs-answers keys`: who may use the service."""

import sys
from typing import Annotated

import typer

from api.console import make_console
from api.keys import KeyStore
from corpus.settings import load_settings

keys_app = typer.Typer(
    help="Makes, lists and revokes the keys of the service; with a first key, everybody needs one.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@keys_app.command()
def add(name: Annotated[str, typer.Option(help="What it is for, such as website.", show_default=False)]) -> None:
    """Makes a key and prints it, this once."""
    store = KeyStore.of(load_settings())
    key = store.add(name)
    is_first = len(store.keys()) == 1
    store.close()
    sys.stdout.write(key + "\n")
    sys.stdout.flush()
    words = "Keep it: it is shown this once. Send it as `Authorization: Bearer KEY`."
    if is_first:
        words += " From now on, every request needs a key."
    make_console(stderr=True).print(words, style="dim")


@keys_app.command(name="list")
def list_keys() -> None:
    """Lists all keys ever made: id, name, when, and whether they still open."""
    store = KeyStore.of(load_settings())
    found = store.keys()
    store.close()
    for key in found:
        state = f"revoked {key.revoked}" if key.revoked else "open"
        sys.stdout.write("\t".join((key.id, key.name, key.created, state)) + "\n")
    if not found:
        make_console(stderr=True).print("There are no keys, so none is needed.", style="dim")


@keys_app.command()
def revoke(identity: Annotated[str, typer.Argument(metavar="ID", help="As `keys list` shows it.")]) -> None:
    """Revokes a key, at once and in every process that runs."""
    store = KeyStore.of(load_settings())
    key = store.revoke(identity)
    store.close()
    make_console(stderr=True).print(f"Revoked: {key.id} ({key.name}), {key.revoked}.", style="dim")

"""The keys: made and shown once, kept as digests, and never a way in when they cannot be read."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from api.keys import FILE, KeyNeededError, KeyStore, UnknownKeyError, WrongKeyError
from api.safety.binding import check_binding
from corpus.errors import SettingsError, StoreError
from corpus.settings import Settings
from tests.api.commands import run


def test_a_key_has_256_random_bits_and_only_its_digest_is_stored(settings: Settings) -> None:
    store = KeyStore.of(settings)
    first, second = store.add("one"), store.add("two")
    assert first != second
    assert len(first.split("_", 2)[2]) == 43, "256 bits in base 64"
    files = list(settings.data_dir.glob(f"{FILE}*"))
    with closing(sqlite3.connect(settings.data_dir / FILE)) as connection:
        digests = {row[0] for row in connection.execute("SELECT digest FROM keys")}
    assert digests == {sha256(key.encode()).digest() for key in (first, second)}
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert first.split("_", 2)[2].encode() not in path.read_bytes()


def test_a_key_opens_until_it_is_revoked_and_the_last_one_leaves_the_door_shut(settings: Settings) -> None:
    store, elsewhere = KeyStore.of(settings), KeyStore.of(settings)
    assert store.holder(None) is None
    assert store.holder("csa_whatever") is None, "without keys, nobody is asked for one"
    key = elsewhere.add("website")
    identity = store.holder(key)
    assert identity == key.split("_")[1]
    with pytest.raises(KeyNeededError):
        store.holder(None)
    for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), key + "A", key.upper(), "csa_00000000_", "", "\udcff"):
        with pytest.raises(WrongKeyError):
            store.holder(wrong)
    elsewhere.revoke(identity)
    with pytest.raises(WrongKeyError):
        store.holder(key)
    assert store.is_required()
    assert not store.allows(None)
    assert not store.allows(identity)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb"])
def test_a_name_that_tells_nothing_makes_no_key(settings: Settings, name: str) -> None:
    with pytest.raises(UnknownKeyError, match="1 to 100 printable characters"):
        KeyStore.of(settings).add(name)
    assert not settings.data_dir.exists()


def _truncate(path: Path) -> None:
    path.write_bytes(b"")


def _spoil(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 100)


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [_truncate, _spoil, _remove])
def test_keys_that_cannot_be_read_let_nobody_in(settings: Settings, spoil: Callable[[Path], None]) -> None:
    store = KeyStore.of(settings)
    key = store.add("website")
    assert store.holder(key)
    store.close()
    spoil(settings.data_dir / FILE)
    for given in (key, None):
        with pytest.raises(StoreError, match="nobody is let in"):
            store.holder(given)


def test_another_programs_database_is_no_file_of_keys(settings: Settings) -> None:
    settings.data_dir.mkdir()
    with closing(sqlite3.connect(settings.data_dir / FILE)) as other:
        other.execute("PRAGMA application_id = 7")
    with pytest.raises(StoreError, match="another program's"):
        KeyStore.of(settings).holder(None)


def test_the_command_makes_lists_and_revokes(tmp_path: Path) -> None:
    assert "none is needed" in run("keys", "list", data_dir=tmp_path).err
    added = run("keys", "add", "--name", "website", data_dir=tmp_path)
    key = added.out.strip()
    assert key.startswith("csa_")
    assert added.out == f"{key}\n"
    assert "shown this once" in added.err
    assert "every request needs a key" in " ".join(added.err.split())
    listed = run("keys", "list", data_dir=tmp_path)
    identity, name, _, state = listed.out.strip().split("\t")
    assert (identity, name, state) == (key.split("_")[1], "website", "open")
    assert key not in listed.out + listed.err
    assert run("keys", "revoke", identity, data_dir=tmp_path).status == 0
    assert "revoked 2" in run("keys", "list", data_dir=tmp_path).out
    unknown = run("keys", "revoke", "nobody", data_dir=tmp_path)
    assert unknown.status == 1
    assert "'nobody'" in unknown.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "example.com", "localhost.example.com"])
def test_the_network_is_not_let_in_without_keys_unless_that_is_said(settings: Settings, host: str) -> None:
    with pytest.raises(SettingsError, match="--without-keys"):
        check_binding(host, settings, is_open_allowed=False)
    check_binding(host, settings, is_open_allowed=True)
    key = KeyStore.of(settings).add("website")
    check_binding(host, settings, is_open_allowed=False)
    KeyStore.of(settings).revoke(key.split("_")[1])
    check_binding(host, settings, is_open_allowed=False)  # the door is shut, if not very useful


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
def test_this_machine_needs_no_keys(settings: Settings, host: str) -> None:
    check_binding(host, settings, is_open_allowed=False)


def test_serve_refuses_before_it_does_anything(tmp_path: Path) -> None:
    refused = run("serve", "--host", "0.0.0.0", data_dir=tmp_path / "data")
    assert refused.status == 1
    assert "--without-keys" in refused.err
    assert not (tmp_path / "data").exists()

"""Whether the service may listen where it is told to."""

from ipaddress import ip_address

from api.keys import KeyStore
from corpus.errors import SettingsError
from corpus.settings import Settings


def check_binding(host: str, settings: Settings, *, is_open_allowed: bool) -> None:
    """Refuses to let others on the network in without keys, unless that is wanted.

    Args:
        host: an address or a name to listen on; an empty one is every address.
        settings: where the keys are.
        is_open_allowed: whether anybody may ask, as `--without-keys` says.

    Raises:
        SettingsError: others could reach the service, and there is no key.
        StoreError: the keys cannot be read.
    """
    if is_open_allowed or _is_this_machine(host):
        return
    keys = KeyStore.of(settings)
    try:
        if keys.is_required():
            return
    finally:
        keys.close()
    raise SettingsError(
        f"Listening on {host or 'every address'!r} lets others on the network ask, and there is no key. Make one with "
        "`cs-answers keys add --name NAME`; or listen on 127.0.0.1; or say --without-keys to let everybody in."
    )


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False  # any other name may lead anywhere

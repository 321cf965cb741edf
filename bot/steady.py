"""Reading while another process may be writing: what is read is of one state of the knowledge base, never of two."""

from collections.abc import Callable
from typing import TypeVar

from corpus.catalog import Catalog
from corpus.errors import CSAnswersError, StoreBusyError

_TRIES = 5

_T = TypeVar("_T")


def of_one_state(catalog: Catalog, work: Callable[[], _T]) -> _T:
    """What some work gives, done again where the catalog changed under it.

    Raises:
        StoreBusyError: another process kept changing it meanwhile.
    """
    for _ in range(_TRIES):
        version = catalog.version()
        try:
            done = work()
        except (CSAnswersError, LookupError):
            if catalog.version() == version:
                raise
            continue  # what was being read has just been replaced
        if catalog.version() == version:
            return done
    raise StoreBusyError("The sources are being read in anew at this moment. Ask again in a few seconds.")

"""The application with all of its guards around it, in their order."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.keys import KeyStore
from api.logs import RequestLog
from api.safety.access import WRONG_KEYS, Access
from api.safety.bodies import Bodies
from api.safety.cors import OtherSites
from api.safety.deadline import ANSWER_SECONDS, Deadline
from api.safety.dropped import Dropped
from api.safety.headers import SafeHeaders
from api.safety.hosts import Hosts
from api.safety.limiter import Counts, RateLimiter
from api.safety.rates import USUAL_RATE, Rates
from corpus.settings import Settings


class GuardedAPI(FastAPI):
    """FastAPI whose every request is logged, every response has safe headers, and every body is bounded."""

    def build_middleware_stack(self) -> ASGIApp:
        """What FastAPI builds, with the outer guards around it."""
        settings: Settings = self.state.settings
        stack = super().build_middleware_stack()
        if self.max_body_size is not None:
            stack = Bodies(stack, self.max_body_size)
        if settings.cors_origins:
            stack = OtherSites(stack, settings.cors_origins)
        return RequestLog(SafeHeaders(stack, is_for_other_sites=bool(settings.cors_origins)))


def protect(app: FastAPI, settings: Settings) -> None:
    """Puts the inner guards around an application; what is added later, such as a log, sees what they refuse.

    Raises:
        SettingsError: the storage of the rate limits cannot be used.
    """
    counts = Counts(settings.rate_limit_storage)
    limiter = RateLimiter(counts, settings.rate_limit or USUAL_RATE)
    # The last is the outermost.
    app.add_middleware(Dropped)
    app.add_middleware(Rates, limiter=limiter, spares_this_machine=settings.rate_limit is None)
    app.add_middleware(Hosts, allowed=settings.allowed_hosts)
    app.add_middleware(Access, keys=KeyStore.of(settings), limiter=RateLimiter(counts, WRONG_KEYS))
    app.add_middleware(Deadline, seconds=ANSWER_SECONDS + (settings.chat_timeout if settings.chat_model else 0.0))

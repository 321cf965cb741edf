"""Whether what a drafted sentence quotes stands in what it cites, word for word."""

import re
from collections.abc import Sequence

from bot.checks.draft import Source
from corpus.text import tokens

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]|(?<!\w)['‘]([^'’]+(?:['’]\w[^'’]*)*)['’](?!\w)")
_LEAST = 2  # words of a quotation; one may be a name


def check_quotes(text: str, cited: Sequence[Source]) -> str | None:
    """A quotation that no cited sentence has, in English."""
    theirs = [f" {_plain(part)} " for source in cited for part in (source.text, source.cited_text)]
    for match in _QUOTED.finditer(text):
        quoted = next(filter(None, match.groups()))
        if len(tokens(quoted)) >= _LEAST and not any(f" {_plain(quoted)} " in each for each in theirs):
            return f"no sentence that it cites has the words “{quoted}”"
    return None


def _plain(text: str) -> str:
    return " ".join(token.form for token in tokens(text))

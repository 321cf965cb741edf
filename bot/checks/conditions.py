"""Whether a drafted sentence keeps the condition and the time that what it cites is told under."""

from collections.abc import Sequence

from bot.checks.matching import Text, Word, matches

_MOST = 0.75  # of the words that an exception is made from, from which on a draft tells them
_RELATIVE = 2  # words of a relative clause, any of which shows that it is told
_LEAST_SHARE = 0.5  # of the words of the main clause, from which on a draft says what holds under the condition


def check_conditions(draft: Text, sources: Sequence[Text]) -> str | None:
    """A condition that is left out, or something planned that is told as done; in English."""
    if added := draft.tagged("conditions"):
        theirs = [tag for source in sources for tag in source.tagged("conditions", "manners", "limits.only")]
        if not theirs:
            return f"the sentences that it cites put no condition (“{draft.words[added[0].start].written}”)"
    checks = (_left_out, _made_general, _made_wider, _told_as_done)
    return next(filter(None, (check(draft, source) for source in sources for check in checks)), None)


def _left_out(draft: Text, source: Text) -> str | None:
    """A condition of which nothing is said; an occasion is one where the sentence begins with it."""
    occasions = [tag for tag in source.tagged("occasions") if tag.start == 0]
    for tag in (*source.tagged("conditions"), *occasions):
        clause = source.words[tag.start].clause
        condition = [word for word in source.words[tag.end :] if word.clause == clause and _tells(word)]
        before = [word for word in source.words[: tag.start] if word.clause == clause and _tells(word)]
        main = before or [word for word in source.words if word.clause == clause + 1 and _tells(word)]
        if not main and tag in occasions:
            condition, main = condition[:1], condition[1:]  # "Bij regen is het feest binnen"
        if not main or not condition or _share(condition, draft):
            continue
        if _share(main, draft) >= _LEAST_SHARE:
            return f"it leaves out the condition “{source.words[tag.start].written}”"
    return None


def _made_general(draft: Text, source: Text) -> str | None:
    """An exception that is not told, where what it is an exception from is."""
    for tag in source.tagged("excepts"):
        clause = source.words[tag.start].clause
        excepted = [word for word in source.words[tag.end :] if word.clause == clause and _tells(word)]
        main = [word for word in source.words[: tag.start] if _tells(word)]
        if main and excepted and not _share(excepted, draft) and _share(main, draft) >= _MOST:
            return f"it leaves out the exception “{source.words[tag.start].written}”"
    return None


def _made_wider(draft: Text, source: Text) -> str | None:
    """A relative clause that tells which ones are meant, of which nothing is said: "members who have paid"."""
    for tag in source.tagged("relatives"):
        clause = source.words[tag.start].clause
        words = [word for word in source.words if word.clause == clause and _tells(word)]
        behind = [word for word in words if word.place >= tag.end][:_RELATIVE]
        others = [word for word in words if word not in behind]
        if not tag.start or not behind or source.words[tag.start - 1] not in others:
            continue
        if not _share(behind, draft) and _share(others, draft) >= _MOST:
            return f"it leaves out which are meant (“{source.words[tag.start].written}”)"
    return None


def _told_as_done(draft: Text, source: Text) -> str | None:
    """What will be done, told with an auxiliary of the past."""
    for tag in source.tagged("future"):
        verb = next((word for word in source.words[tag.end :] if word.is_content), None)
        for past in draft.tagged("past"):
            mine = next((word for word in draft.words[past.end :] if word.is_content), None)
            if verb and mine and not draft.tagged("future") and matches(verb, mine, draft.language):
                return f"it tells “{mine.written}” as done, and the sentence that it cites as still to come"
    return None


def _tells(word: Word) -> bool:
    return word.is_content or word.is_figure


def _share(words: Sequence[Word], draft: Text) -> float:
    mine = [word for word in draft.words if _tells(word)]
    return sum(any(matches(word, each, draft.language) for each in mine) for word in words) / len(words)

"""The "yes" or "no" that a drafted sentence begins with."""

from dataclasses import replace

from bot.checks.draft import Context, Draft
from bot.checks.matching import matches, read

_ASKED = 0.5  # share of the words of a question that an answer with "yes" or "no" has
_STOPS = (",", "،", ":", ".")


def without_particle(draft: Draft, context: Context) -> Draft | None:
    """A sentence without the "yes" or "no" that it begins with, where it goes on to answer just what was asked.

    Behind "yes" it must have most words of the question and all its figures, and deny nothing; behind "no" it must deny
    something, or lack a word or figure of the question. None for a "yes" or "no" that nothing bears out.
    """
    text = read(draft.text, context.language)
    first = next((tag for tag in text.tagged("particles") if tag.start == 0), None)
    behind = draft.text.partition(text.words[0].written)[2].lstrip() if text.words else ""
    if first is None or not context.given or not behind.startswith(_STOPS):
        return draft
    rest = replace(draft, text=behind[1:].strip())
    said = read(rest.text, context.language)
    denies = bool(said.tagged("negators", "negators_of_words"))
    asked = read(context.given[0].text, context.language)
    shared = [any(matches(each, mine, context.language) for mine in said.words) for each in asked.content]
    figures = all(any(each.form == mine.form for mine in said.words) for each in asked.words if each.is_figure)
    has_all = figures and sum(shared) >= _ASKED * len(asked.content)
    is_answer = denies or not (figures and all(shared)) if first.name == "particles.no" else has_all and not denies
    return rest if is_answer else None

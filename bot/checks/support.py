"""Whether the sources that a drafted sentence cites say what it says.

Everything that the sentence says must be in what it cites: a sentence may shorten, join and reorder, and not add. No
small model tells a paraphrase from a claim of its own reliably (cosines of the two overlap: medians .95 and .92, of
single words .90 and .90), so a word counts as supported only where a source has it, a form of it, its term of the
glossary, or a word that is listed as standing for it. What is dropped for that is asked for again, nearer to the
sources' words.
"""

from collections.abc import Iterator, Sequence

from bot.checks.causes import check_causes
from bot.checks.conditions import check_conditions
from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.instructions import is_instruction
from bot.checks.limits import check_limits
from bot.checks.matching import Cited, Text, Word, read
from bot.checks.particles import without_particle
from bot.checks.polarity import check_polarity
from bot.checks.quotes import check_quotes
from bot.checks.roles import check_roles

_SHOWN = 4  # words that a fault names
_TOPICS = 2  # words that may name what the conversation is about, where the sources cited only have a pronoun for it
_FIRST = 6  # words of a sentence, among which a pronoun points back
_COMPARED = (check_polarity, check_limits, check_causes, check_conditions, check_roles)


def check_support(draft: Draft, context: Context) -> Fault | None:
    """What a sentence says that the sources it cites do not."""
    language = context.language
    cited = [context.sources[number] for number in draft.sources]
    for source in cited:
        if is_instruction(source.text, source.language) or is_instruction(source.cited_text, source.cited_language):
            return Fault("support", f"sentence {source.number} is an instruction, which states nothing")
    own = [source.text for source in cited if source.language == language]
    answer = without_particle(draft, context)
    if answer is None:
        return Fault("support", "it says yes or no to what the sentences that it cites do not settle")
    draft = answer
    if not own:
        return Fault("support", f"no sentence that it cites is in {language}, so that its words cannot be compared")
    sources = Cited(own, language)
    if new := _new(sources, draft, context):
        words = ", ".join(dict.fromkeys(word.written for word in new[:_SHOWN]))
        is_name = any(word.is_name for word in new)
        return Fault("entity" if is_name else "support", f"the sentences that it cites do not say: {words}")
    text = read(draft.text, language)
    detail = check_quotes(draft.text, cited) or _opposites(text, sources.texts)
    detail = detail or next(filter(None, (check(text, sources.texts) for check in _COMPARED)), None)
    return Fault("support", detail) if detail else None


def _new(sources: Cited, draft: Draft, context: Context) -> list[Word]:
    """The words that no cited source says; one or two may name what the question or the sentence before is about."""
    new = sources.lacks(draft.text, context.names)
    if not new:
        return []
    topics = frozenset(_topics(draft, context))
    told = {word.form for word in new if sources.is_known(word.form, topics)}
    return [word for word in new if word.form not in told] if len(told) <= _TOPICS else new


def _topics(draft: Draft, context: Context) -> Iterator[str]:
    """What a sentence that begins with a pronoun may point back to: words of the one before it, or of the question."""
    language = context.language
    shown = [read(source.text, language) for source in context.sources.values() if source.language == language]
    asked = {word.form for given in context.given[:1] for word in read(given.text, given.language).content}
    for number in draft.sources:
        source, before = context.sources[number], context.sources.get(number - 1)
        if source.language != language or not _points_back(read(source.text, language)):
            continue
        told = [read(before.text, language)] if before and before.language == language else []
        for text in (*told, *shown):
            for word in text.content:
                if _is_topic(word, text) and not word.is_name and (text in told or word.form in asked):
                    yield word.form


def _points_back(text: Text) -> bool:
    return any(tag.start < _FIRST for tag in text.tagged("pronouns"))


def _is_topic(word: Word, text: Text) -> bool:
    """Whether a word turns no meaning."""
    turning = ("opposites", "limits", "negators", "negators_of_words", "conditions", "because", "so", "leads")
    return not any(tag.start <= word.place < tag.end for tag in text.tagged(*turning))


def _opposites(draft: Text, sources: Sequence[Text]) -> str | None:
    """A word whose opposite the sources have, and not the word itself; in English."""
    theirs = {tag.name for source in sources for tag in source.tagged("opposites")}
    fields = {name.rsplit(".", 1)[0] for name in theirs}
    for tag in draft.tagged("opposites"):
        if tag.name not in theirs and tag.name.rsplit(".", 1)[0] in fields:
            written = " ".join(word.written for word in draft.words[tag.start : tag.end])
            return f"the sentences that it cites say the opposite of “{written}”, or something else"
    return None

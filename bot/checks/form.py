"""Whether a drafted sentence is one plain sentence: visible words on one line, that begin, go somewhere and end."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.instructions import check_instructions
from bot.checks.loops import repeats
from bot.checks.markup import find_hidden, find_markup
from bot.checks.talk import listed_words
from corpus.text import fold, stem, tokens

_MOST: Final = 400  # characters
_TIMES_SOURCES: Final = 3
_ALWAYS: Final = 120  # characters that a sentence may have however short its sources are
_ROLE: Final = re.compile(
    r"\W*(?:(?:the|my|your|final|short|brief|direct|full|complete|suggested|correct|het|mijn|kort|uiteindelijk\w*|"
    r"definitie\w+|volledig\w*) ?)*"
    r"(?:answer|assistant|ai|bot|chatbot|user|human|customer|system|developer|model|response|reply|output|question|"
    r"query|summary|evidence|source|sources|context|title|heading|result|conclusion|"
    r"chatgpt|gpt|claude|gemini|q|a|s|u|tool|function|instruction|instructions|"
    r"antwoord|reactie|assistent|gebruiker|mens|klant|systeem|vraag|samenvatting|bewijs|bron|bronnen|uitvoer|titel|kop|"
    r"resultaat|conclusie|instructie|instructies|"
    r"(?:ال)?(?:اجابه|جواب|رد|مساعد|مستخدم|نظام|سوال|ملخص|خلاصه|مصدر|مصادر|دليل|ادله|نموذج|عميل|عنوان|سياق|تعليمات|"
    r"نتيجه|استنتاج)(?: (?:النهايي\w*|المختصر\w*|الموجز\w*|القصير\w*|الذكي|الالي|النظام))?)"
    r"(?: ?\(?\d{1,2}\)?)?\W{0,3}(?::|\s[-–—]\s)"
)
_PAIRS: Final = ("()", "«»", "‹›")
_CURLY: Final = re.compile(r"[“”„]")
_OPEN_ENDS: Final = tuple(",،;؛:-–—/&+(«“„\"'‘…")
_ENDING: Final = 2  # letters by which forms of a word differ
_ENDS: Final = ".!?؟。"
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")
_INSERTED: Final = re.compile(r"\[[^\W\d_][^\[\]()]*\](?![(:\[])")
_ASKS: Final = re.compile(r"[?؟？¿]")
_SYMBOLS: Final = frozenset("°©®™№℃℉€$£¥%‰")


def check_form(draft: Draft, context: Context) -> Fault | None:
    """Anything but visible plain words on one line; a role in front, no end, a loop, or what an instruction says."""
    text = draft.text.strip()
    detail = (
        _look(_without_insertions(text, draft, context))
        or _length(text, draft, context)
        or _shape(text)
        or _end(text, draft, context)
    )
    return Fault("form", detail) if detail else check_instructions(draft, context)


def _without_insertions(text: str, draft: Draft, context: Context) -> str:
    """A sentence without the bracketed words that an editor put into what it cites: "the rate [NRR]"."""
    said = _cited(draft, context)
    return _INSERTED.sub(lambda match: " " if any(match[0] in each for each in said) else match[0], text)


def _look(text: str) -> str | None:
    found = find_hidden(text) or find_markup(text)
    if found:
        return f"it holds {found}"
    pictures = [c for c in text if unicodedata.category(c) in ("So", "Sk") and c not in _SYMBOLS]
    return f"it holds a picture sign ({pictures[0]})" if pictures else None


def _length(text: str, draft: Draft, context: Context) -> str | None:
    if not tokens(text):
        return "it has no words"
    cited = [context.sources[number] for number in set(draft.sources) if number in context.sources]
    most = sum(max(len(source.text), len(source.cited_text)) for source in cited) * _TIMES_SOURCES
    if len(text) > _MOST:
        return f"it has {len(text)} characters; {_MOST} is the most"
    if cited and len(text) > max(most, _ALWAYS):
        return "it is much longer than what it cites"
    return None


def _shape(text: str) -> str | None:
    if role := _ROLE.match(" ".join(fold(text).text.split())):
        return f"it begins with a role (“{role[0].strip()}”)"
    if repeats(text):
        return "it says the same again and again"
    return None


def _end(text: str, draft: Draft, context: Context) -> str | None:
    if _asks(text, draft, context):
        return "it asks something"
    bare = text.rstrip("\"”»’')")
    if (text.endswith(_OPEN_ENDS) and not _closes_quote(text)) or bare.endswith(("..", "…", ":", ",", "،")):
        return "it does not end"
    if any(text.count(left) != text.count(right) for left, right in _PAIRS) or _is_open(text, draft, context):
        return "a bracket or a quotation is not closed"
    last = tokens(text)[-1]
    never, cut = (listed_words("talk", "ends", name, context.language) for name in ("never", "cut"))
    is_ended = bare[-1:] in _ENDS
    if text[last.start : last.end].islower() or context.language == "ar":  # "vitamin A" ends with no article
        if last.form in never or (not is_ended and last.form in cut):
            return f"it breaks off after “{last.form}”"
    if not is_ended and _is_cut(last.form, draft, context):
        return f"its last word, “{last.form}”, is cut off"
    return None


def _is_open(text: str, draft: Draft, context: Context) -> bool:
    """Whether a quotation is not closed; one that runs over several sentences is open in its source too."""
    if not text.count('"') % 2 and not len(_CURLY.findall(text)) % 2:
        return False
    cited = _cited(draft, context)
    return not any(each.count('"') % 2 or len(_CURLY.findall(each)) % 2 for each in cited)


def _closes_quote(text: str) -> bool:
    return text.endswith(('"', "'", "“")) and len(text) > 1 and not text[-2].isspace()


def _asks(text: str, draft: Draft, context: Context) -> bool:
    """Whether it asks the reader; a question that it quotes from what it cites is none of its own."""
    if not _ASKS.search(text):
        return False
    said = " ".join(form for source in _cited(draft, context) for form in _forms(source))
    rest = text
    for quoted in _QUOTED.findall(text):
        if " ".join(_forms(quoted)) in said:
            rest = rest.replace(quoted, " ")
    return bool(_ASKS.search(rest))


def _is_cut(word: str, draft: Draft, context: Context) -> bool:
    """Whether a word is only the beginning of one that the cited sentences have, and not another form of it."""
    said = {form for source in _cited(draft, context) for form in _forms(source)}
    longer = [form for form in said if form.startswith(word)]
    is_form = any(
        len(form) <= len(word) + _ENDING and stem(form, context.language) == stem(word, context.language)
        for form in longer
    )
    return word.isalpha() and bool(longer) and not is_form


def _cited(draft: Draft, context: Context) -> list[str]:
    found = [context.sources[number] for number in draft.sources if number in context.sources]
    return [text for source in found for text in (source.text, source.cited_text)]


def _forms(text: str) -> Sequence[str]:
    return [token.form for token in tokens(text)]

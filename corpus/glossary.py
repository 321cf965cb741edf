"""The glossary: finds the field's terms in a text, whatever the language and spelling.

The data are in `glossary.yaml`, whose first lines describe the format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from corpus.errors import CSAnswersError
from corpus.text import fold

LANGUAGES = ("en", "nl", "ar", "de", "fr", "es")
KINDS = ("metric", "role", "name", "concept", "everyday")

# Arabic and other scripts are apart even without a space: "وCS" is "و" and "CS".
_WORD = re.compile(r"[\u0620-\u0669\u066e-\u06d3\u06d5-\u06fc]+|[^\W_\u0600-\u06ff]+")
# What may stand between the words of one form: a full stop or a blank line may not.
_GAP = re.compile(r"(?!\s*\n\s*\n)[\s\u200c-\u200f\-\u2010-\u2015'\u2019\u02bc&/]{0,3}")
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s(?![^\W_])")
_ARTICLE = re.compile(r"^ال(?=\w{3})")
_ARABIC = re.compile(r"[\u0620-\u06d3]")
_CLITICS = tuple(first + rest for first in ("", "و", "ف") for rest in ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل"))


class GlossaryError(CSAnswersError):
    """An entry of the glossary that cannot be used, or an id that it does not have."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its forms by language, the standard form first; how to find them is `Glossary.find`'s business."""

    id: str
    kind: str
    forms: Mapping[str, tuple[str, ...]]
    acronyms: tuple[str, ...]
    mistranslations: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found: `text[start:end]` is the form, with an Arabic clitic or a final 's where it has one."""

    term_id: str
    start: int
    end: int


class _Entry(NamedTuple):
    term_ids: tuple[str, ...]
    as_written: str | None  # None: in any case


class Glossary:
    """All terms, compiled for finding. `Glossary.load()` gives the packaged one."""

    def __init__(self, terms: tuple[Term, ...], *, as_written: frozenset[str], shared: frozenset[str]) -> None:
        """Compiles the terms.

        Args:
            terms: the terms, each with an id of its own.
            as_written: forms recognised only with these very capitals.
            shared: forms that may belong to more than one term.

        Raises:
            GlossaryError: for no terms, an id given twice, an unknown kind, a form without letters, or a form of
                two terms that is not in `shared`.
        """
        self.terms: Mapping[str, Term] = MappingProxyType({term.id: term for term in terms})
        if len(self.terms) != len(terms) or not terms:
            raise GlossaryError(f"The glossary has {len(terms)} entries with {len(self.terms)} different ids.")
        for term in terms:
            if term.kind not in KINDS:
                raise GlossaryError(f"Term {term.id!r} has the kind {term.kind!r}; the kinds are {', '.join(KINDS)}.")
        self._as_written = as_written
        self._shared = frozenset(_key(form) for form in shared)
        asked = [(term.id, form) for term in terms for form in _asked_forms(term)]
        mistaken = [(term.id, form) for term in terms for form in chain(*term.mistranslations.values())]
        self._question_index = self._compile(asked)
        self._article_index = self._compile(asked + mistaken)
        self._longest = max(key.count(" ") + 1 for key in self._article_index)
        self._found = lru_cache(maxsize=512)(self._find)  # a question is looked through several times

    @staticmethod
    @cache
    def load() -> "Glossary":
        """The packaged glossary, read once."""
        data = yaml.safe_load(files("corpus").joinpath("glossary.yaml").read_text(encoding="utf-8"))
        terms = tuple(_term(entry) for entry in data["terms"])
        return Glossary(terms, as_written=frozenset(data["as_written"]), shared=frozenset(data["shared"]))

    def find(self, text: str, *, article: bool = False) -> tuple[Mention, ...]:
        """The terms mentioned in a text, in order.

        Whole words only; case, accents, hyphens and Arabic spelling variants do not matter. Where
        two forms overlap, the longer wins; a form of two terms gives two mentions of one span.

        Args:
            text: a question, or a piece of an article.
            article: whether to recognise the articles' mistranslations too. Never for what a person
                wrote: "علوم الكمبيوتر" is Customer Success in the Arabic article, and there only.

        """
        return self._found(text, article)

    def _find(self, text: str, article: bool) -> tuple[Mention, ...]:
        index = self._article_index if article else self._question_index
        taken = bytearray(len(text))
        mentions: list[Mention] = []
        for start, end, entry in sorted(self._candidates(text, index), key=lambda c: (c[0] - c[1], c[0])):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                mentions.extend(Mention(term_id, start, end) for term_id in entry.term_ids)
        return tuple(sorted(mentions, key=lambda mention: mention.start))

    def forms(self, term_id: str) -> tuple[str, ...]:
        """Every form of a term in all languages, to search the articles with: hence mistranslations too, last.

        Raises:
            GlossaryError: for an id that is not in the glossary.
        """
        term = self.terms.get(term_id)
        if term is None:
            raise GlossaryError(f"No term has the id {term_id!r}; the ids are {', '.join(self.terms)}.")
        return tuple(dict.fromkeys(chain(term.acronyms, *term.forms.values(), *term.mistranslations.values())))

    def _candidates(self, text: str, index: Mapping[str, _Entry]) -> Iterator[tuple[int, int, _Entry]]:
        folded = fold(text)
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded.text)]
        for first, (key, begin, _) in enumerate(words):
            for place in range(first, min(first + self._longest, len(words))):
                word, start, stop = words[place]
                if place > first:
                    if not _GAP.fullmatch(folded.text, words[place - 1][2], start):
                        break
                    key = f"{key} {_ARTICLE.sub('', word)}"
                if entry := index.get(key):
                    possessive = _POSSESSIVE.match(folded.text, stop)
                    span = folded.original(begin, possessive.end() if possessive else stop)
                    if entry.as_written is None or text.startswith(entry.as_written, span[0]):
                        yield *span, entry

    def _compile(self, pairs: list[tuple[str, str]]) -> Mapping[str, _Entry]:
        """The forms by key; Arabic ones under each clitic too, where that is no form itself."""
        exact: dict[str, _Entry] = {}
        for term_id, form in pairs:
            key = _key(form)
            if not key:
                raise GlossaryError(f"Term {term_id!r} has the form {form!r}, which has no letters.")
            ids = dict.fromkeys((*(exact[key].term_ids if key in exact else ()), term_id))
            if len(ids) > 1 and key not in self._shared:
                raise GlossaryError(f"The form {form!r} belongs to {' and '.join(ids)}: drop one or share it.")
            exact[key] = _Entry(tuple(ids), form if self._as_written & {form, form.removesuffix("s")} else None)
        arabic = {key: entry for key, entry in exact.items() if _ARABIC.match(key)}
        return {clitic + key: entry for clitic in _CLITICS for key, entry in arabic.items()} | exact


def _asked_forms(term: Term) -> Iterator[str]:
    """The forms that a person may use: the acronyms, their plurals, and the surface forms."""
    yield from chain.from_iterable((acronym, f"{acronym}s") for acronym in term.acronyms)
    yield from chain(*term.forms.values())


def _key(form: str) -> str:
    return " ".join(_ARTICLE.sub("", word) for word in _WORD.findall(fold(form).text))


def _term(entry: Mapping[str, Any]) -> Term:
    return Term(
        id=entry["id"],
        kind=entry["kind"],
        forms=MappingProxyType({language: tuple(entry[language]) for language in LANGUAGES if language in entry}),
        acronyms=tuple(entry.get("acronyms", ())),
        mistranslations=MappingProxyType({k: tuple(v) for k, v in entry.get("mistranslations", {}).items()}),
    )

"""The questions with known answers: what they take for known really stands in the sections that they name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from bot.evaluate.items import ExpectedConflict, Fact, Item, Kind, StatedQuantity, read_items
from bot.evidence import wording
from corpus.quantities import Unit, find_quantities
from corpus.text import fold
from corpus.translations import Translation, TranslationMemory
from corpus.types import Document, Role, Sentence
from ingest.clean import select_article
from ingest.read import read_sources, shipped_sources
from ingest.segment import segment

_FOLDER = Path(__file__).parents[3] / "corpus/qa"
_LANGUAGES = ("en", "nl", "ar")
_NUMBERS = tuple(str(number) for number in range(1, 11))
_FEWEST_PARAPHRASES = 3
_WORK = "nick-mehta-jason-lemkin-cs-questions"

_DEV = read_items(_FOLDER / "dev.jsonl").items
_TEST = read_items(_FOLDER / "test.jsonl").items
_PROMISES = read_items(_FOLDER / "promises.jsonl").items
_ALL = (*_DEV, *_TEST, *_PROMISES)


class Told(NamedTuple):
    """A sentence of a section, its heading apart."""

    document: Document
    sentence: Sentence


Sections = Mapping[tuple[str, str], Sequence[Told]]
"""By work and number of a section: its sentences in all versions."""


@pytest.fixture(scope="module")
def told() -> Sections:
    found: dict[tuple[str, str], list[Told]] = {}
    for source in read_sources(shipped_sources()):
        document = source.document
        for section in segment(document, select_article(document.text, document.title, source.furniture)):
            sentences = found.setdefault((document.work, section.number), [])
            sentences += [Told(document, s) for s in section.sentences if s.role is not Role.TITLE]
    return found


# -- the checks: each gives what is wrong with an item --------------------------------------


def unknown_sections(item: Item, told: Sections) -> list[str]:
    return [number for number in (*item.sections, *item.also) if (item.work or "", number) not in told]


def unstated(item: Item, told: Sections) -> list[Fact]:
    """The facts that none of the sections states, or not in every language."""
    sentences = _named(item, told)
    return [fact for fact in item.facts if not _is_stated(fact, sentences)]


def stated_though_forbidden(item: Item, told: Sections) -> list[StatedQuantity]:
    sentences = _named(item, told)
    return [f.quantity for f in item.forbidden if f.quantity and _states_quantity(sentences, f.quantity)]


def wrong_in_conflict(item: Item, told: Sections) -> list[str]:
    """The figures that do not stand in the version, or read the same in all versions."""
    if item.conflict is None:
        return []
    sentences = told.get((item.work or "", item.conflict.section), ())
    wrong, values = [], set()
    for language, figures in item.conflict.quantities.items():
        own = [t.sentence.text for t in sentences if t.document.language == language]
        wrong += [f"{language}: {figure} does not stand there" for figure in figures if not _is_written(figure, own)]
        read = [q for figure in figures for q in find_quantities(figure, language)]
        wrong += [] if read else [f"{language}: {figures} are no quantities"]
        values.add(frozenset((q.value, q.unit) for q in read))
    if len(values) == 1:
        wrong.append("all versions state the same")
    if item.conflict.section not in (*item.sections, *item.also):
        wrong.append(f"section {item.conflict.section} is not named by the item")
    return wrong


def _named(item: Item, told: Sections) -> list[Told]:
    return [t for number in (*item.sections, *item.also) for t in told.get((item.work or "", number), ())]


def _is_stated(fact: Fact, sentences: Sequence[Told]) -> bool:
    if fact.quantity:
        return _states_quantity(sentences, fact.quantity)
    wordings = fact.any or {}
    return all(
        any(_stands(words, language, sentences) for words in wordings.get(language, ())) for language in _LANGUAGES
    )


def _states_quantity(sentences: Iterable[Told], quantity: StatedQuantity) -> bool:
    return any(
        (found.value, found.unit) == (quantity.value, quantity.unit)
        for document, sentence in sentences
        for found in find_quantities(sentence.text, document.language)
    )


def _stands(words: str, language: str, sentences: Sequence[Told]) -> bool:
    """Whether the words stand in the version of that language, or in the editors' translations where it has none."""
    own = [t for t in sentences if t.document.language == language]
    begins = "" if language == "ar" else r"(?<!\w)"
    pattern = begins + re.escape(_squeezed(words))
    return any(re.search(pattern, text) for t in own or sentences if (text := _in_language(t, language)))


@cache
def _in_language(told: Told, language: str) -> str:
    found = wording(told.sentence, told.document, language, TranslationMemory.load())
    if isinstance(found, Translation):
        found = found.text if found.origin == "editorial" else None
    return _squeezed(found or "")


@cache
def _squeezed(text: str) -> str:
    return " ".join(fold(text).text.split())


def _is_written(figure: str, texts: Iterable[str]) -> bool:
    pattern = rf"(?<!\d){re.escape(' '.join(figure.split()))}(?!\d)"
    return any(re.search(pattern, " ".join(text.split())) for text in texts)


# -- the files ------------------------------------------------------------------------------


def test_every_section_exists(told: Sections) -> None:
    assert not {item.id: unknown for item in _ALL if (unknown := unknown_sections(item, told))}


def test_every_fact_is_stated(told: Sections) -> None:
    assert not {item.id: missing for item in _ALL if (missing := unstated(item, told))}


def test_every_conflict_is_one(told: Sections) -> None:
    assert not {item.id: wrong for item in _ALL if (wrong := wrong_in_conflict(item, told))}


def test_no_forbidden_figure_is_stated(told: Sections) -> None:
    premises = [item for item in _ALL if item.kind == "false_premise"]
    assert not {item.id: wrong for item in premises if (wrong := stated_though_forbidden(item, told))}


def test_what_is_forbidden_is_worded_in_every_language() -> None:
    wordings = [(item.id, fact.any) for item in _ALL for fact in item.forbidden if fact.any]
    assert not [id_ for id_, by_language in wordings if not by_language.keys() >= set(_LANGUAGES)]


def test_an_id_stands_once() -> None:
    assert not [id_ for id_, count in Counter(item.id for item in _ALL).items() if count > 1]


def test_development_and_test_share_no_group() -> None:
    assert not {item.group for item in _DEV} & {item.group for item in (*_TEST, *_PROMISES)}


@pytest.mark.parametrize("language", _LANGUAGES)
def test_all_headings_are_asked(language: str) -> None:
    headings = [item.sections for item in _DEV if (item.kind, item.language) == ("heading", language)]
    assert headings == [(number,) for number in _NUMBERS]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_section_is_asked_for_in_other_words(language: str) -> None:
    count = Counter(n for i in _DEV if (i.kind, i.language) == ("paraphrase", language) for n in i.sections)
    assert not {number: count[number] for number in _NUMBERS if count[number] < _FEWEST_PARAPHRASES}


def test_every_kind_is_asked() -> None:
    assert {item.kind for item in _DEV} == set(get_args(Kind))


# -- the checks themselves, on planted faults -----------------------------------------------


def _planted(**fields: object) -> Item:
    known = {"id": "planted", "group": "planted", "question": "?", "language": "en", "kind": "detail", "work": _WORK}
    return Item.model_validate({"sections": ("1",), **known, **fields})


def _words(en: str, nl: str, ar: str) -> Fact:
    return Fact(any={"en": (en,), "nl": (nl,), "ar": (ar,)})


def _figure(value: str, unit: Unit) -> Fact:
    return Fact(quantity=StatedQuantity(value=Decimal(value), unit=unit))


@pytest.mark.parametrize(
    ("section", "fact"),
    [
        ("1", _figure("106", Unit.PERCENT)),
        ("4", _figure("14", Unit.POINTS)),
        ("6", _figure("5000000", Unit.USD)),
        ("6", _figure("25000", Unit.USD)),
        ("10", _words("regret", "spijt", "تَنْدَم")),
        ("10", _words("AMP  it up", "amp it up", "Amp it Up")),
        ("9", _words("by a robot", "een bot", "روبوت")),
    ],
)
def test_a_true_fact_passes(told: Sections, section: str, fact: Fact) -> None:
    assert unstated(_planted(sections=(section,), facts=(fact,)), told) == []


@pytest.mark.parametrize(
    ("section", "fact"),
    [
        pytest.param("1", _figure("107", Unit.PERCENT), id="another value"),
        pytest.param("1", _figure("106", Unit.NONE), id="another unit"),
        pytest.param("2", _figure("106", Unit.PERCENT), id="stated by another section"),
        pytest.param("5", _figure("5", Unit.NONE), id="only the number of the heading"),
        pytest.param("10", _words("regret", "geen spijt", "تندم"), id="not in Dutch"),
        pytest.param("10", _words("regret", "spijt", "ندامة كبيرة"), id="not in Arabic"),
        pytest.param("10", _words("remorse", "spijt", "تندم"), id="not in English"),
        pytest.param("4", _words("retention", "retentie", "الاحتفاظ"), id="not at the beginning of a word"),
        pytest.param("10", Fact(any={"en": ("regret",), "nl": ("spijt",)}), id="a language left out"),
    ],
)
def test_a_false_fact_is_caught(told: Sections, section: str, fact: Fact) -> None:
    assert unstated(_planted(sections=(section,), facts=(fact,)), told) == [fact]


@pytest.mark.parametrize(
    ("dutch", "arabic", "is_one"),
    [
        pytest.param("€25", "25 ألف دولار", True, id="differs"),
        pytest.param("$ 5 miljoen", "5 ملايين دولار", False, id="the same"),
        pytest.param("€26", "25 ألف دولار", False, id="stands nowhere"),
        pytest.param("€2", "25 ألف دولار", False, id="part of a figure"),
        pytest.param("€25", "CSM", False, id="no figure"),
    ],
)
def test_a_false_conflict_is_caught(told: Sections, dutch: str, arabic: str, is_one: bool) -> None:
    conflict = ExpectedConflict(section="6", quantities={"nl": (dutch,), "ar": (arabic,)})
    assert (wrong_in_conflict(_planted(sections=("6",), conflict=conflict), told) == []) is is_one


def test_a_true_figure_that_is_forbidden_is_caught(told: Sections) -> None:
    forbidden = (_figure("35", Unit.NONE), _figure("70", Unit.NONE))
    item = _planted(kind="false_premise", sections=("2",), forbidden=forbidden)
    assert stated_though_forbidden(item, told) == [forbidden[0].quantity]


def test_an_unknown_section_is_caught(told: Sections) -> None:
    assert unknown_sections(_planted(sections=("1", "11"), also=("12",)), told) == ["11", "12"]
    assert unknown_sections(_planted(work="another"), told) == ["1"]


def test_no_question_is_both_developed_on_and_held_out() -> None:
    developed, held_out = ({_squeezed(item.question) for item in each if not item.history} for each in (_DEV, _TEST))
    assert not developed & held_out

"""Every number of an answer is quoted, computed or given; an answer with another one is never given."""

import logging
from decimal import Decimal
from pathlib import Path

import pytest

from bot.answer import Answer, Calculation, Citation, Question
from bot.chat import AnswerChain
from bot.verify import Given, UnaccountedError, states, verify
from corpus.quantities import find_quantities
from corpus.translations import Translation, TranslationMemory

_NL = "Het kost $ 5 miljoen, groeit met 3,5% en 14 punten, en daalt met honderd procent in 2024."
_AR = "يبلغ 5 ملايين دولار، ونسبة XNUMX%، وحوالي 25 ألف دولار."


def _citation(number: int, language: str, text: str) -> Citation:
    return Citation(
        number=number,
        document_id=language,
        document_title="",
        document_language=language,
        section="1",
        section_title="",
        start_char_index=0,
        end_char_index=len(text),
        cited_text=text,
    )


def _answer(text: str, language: str = "en", **more: object) -> Answer:
    cited = (_citation(1, "nl", _NL), _citation(2, "ar", _AR))
    made = {"kind": "answer", "text": text, "language": language, "citations": cited}
    return Answer.model_validate({**made, **more})


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("It costs $5 million. [1]", "en", [("5000000", "USD", 1)]),
        ("It costs five million dollars [2][1]", "en", [("5000000", "USD", 2)]),
        ("It costs $5,000,000 and grows 3.5 %. [2][1]", "en", [("5000000", "USD", 2), ("3.5", "percent", 1)]),
        ("ينمو بنسبة ٣٫٥٪ [1]", "ar", [("3.5", "percent", 1)]),
        ("It falls by 100 %. [1] It is 14 points [1]", "en", [("100", "percent", 1), ("14", "points", 1)]),
        ("In 2024. [1]", "en", [("2024", "year", 1)]),
        ("1. It costs $25k. [2]", "en", [("25000", "USD", 2)]),
        ("Nothing is counted here. [1]", "en", []),
    ],
)
def test_a_quoted_number_names_the_citation_that_states_it(
    text: str, language: str, numbers: list[tuple[str, str, int]]
) -> None:
    verified = verify(_answer(text, language), [])
    assert [(n.value, n.unit, n.citation) for n in verified.numbers] == numbers
    assert all(n.origin == "quoted" and n.text in text for n in verified.numbers)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 million. [2] It grows by 3.5 %. [2]",  # stated by another citation than the one behind it
        "It costs 5 million. [1]",
        "It costs €5 million. [1]",
        "It costs $5 billion. [1]",
        "It grows by 35 %. [1]",
        "It grows by 3.5. [1]",
        "It grows by 14 %. [1]",
        "It grows by 14. [1]",
        "It falls by -100%. [1]",
        "It costs $25. [2]",
        "It is 2,024. [1]",
        "It costs $5 million.",  # nothing is cited
        "It costs $5 million. [1]\nThat is 14 points.",
        "It costs $5 million [3].",  # there is no such citation
        "That is YNUMX% and XNUMX%. [1]",
    ],
)
def test_a_number_that_nothing_accounts_for_is_found(text: str) -> None:
    with pytest.raises(UnaccountedError, match="Nothing accounts for"):
        verify(_answer(text), [Given("What does it cost?", "en")])


def test_a_lost_figure_may_be_shown_as_it_stands() -> None:
    assert verify(_answer("The share is XNUMX% [2]"), []).numbers == ()


def test_what_the_asker_wrote_is_given() -> None:
    asked = [Given("Is 92% good?", "en"), Given("We hebben 1.500 klanten.", "nl")]
    verified = verify(_answer("You say 92 % of 1,500, and 100% is common [1]"), asked)
    assert [(n.value, n.origin) for n in verified.numbers] == [("92", "given"), ("1500", "given"), ("100", "quoted")]
    with pytest.raises(UnaccountedError):
        verify(_answer("You say 92."), asked)


def test_a_calculation_accounts_for_its_figures_and_no_others() -> None:
    calculation = Calculation(
        metric="nrr",
        value="107.5",
        unit="percent",
        formula="({a} + {b}) ÷ {a} × 100",
        substituted="(2,000,000 + 150,000) ÷ 2,000,000 × 100 = 107.5",
        inputs={"a": "2000000", "b": "150000"},
    )
    told = "NRR: 107.5%\n= (2,000,000 + 150,000) ÷ 2,000,000 × 100 = 107.5%"
    verified = verify(_answer(told, kind="calculation", calculations=(calculation,)), [])
    origins = {n.value: n.origin for n in verified.numbers}
    assert origins == {"107.5": "computed", "2000000": "given", "150000": "given", "100": "computed"}
    for wrong in ("NRR: 108.5%", "NRR: 107.5 points", "NRR: $107.5", "NRR: 7.5%"):
        with pytest.raises(UnaccountedError):
            verify(_answer(wrong, kind="calculation", calculations=(calculation,)), [])


def test_an_answer_with_an_unaccounted_number_is_never_given(
    chain: AnswerChain, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Should writing ever let one through, the chain withholds the answer, says why, and cites nothing."""
    true = TranslationMemory.find

    def altered(memory: TranslationMemory, sentence: str, language: str) -> Translation | None:
        found = true(memory, sentence, language)
        return Translation(language, found.text.replace("35", "53"), "a test") if found else None

    question = Question(text="What is a good NPS?")
    assert "35" in chain.invoke(question).text
    monkeypatch.setattr(TranslationMemory, "find", altered)
    monkeypatch.setattr("bot.citing.states", lambda *_: True)
    with caplog.at_level(logging.ERROR, logger="bot.chat"):
        answer = chain.invoke(question)
    assert answer.refusal is not None
    assert (answer.kind, answer.refusal.reason, answer.citations, answer.numbers) == ("refusal", "unverified", (), ())
    assert "53" not in answer.text
    assert "'53'" in caplog.text


def test_values_are_exact(chain: AnswerChain) -> None:
    answer = chain.invoke(Question(text="Wat is een goede NPS?"))
    assert [Decimal(number.value) for number in answer.numbers] == [35]


_Pair = tuple[str, str, str, str, bool, bool]


def _pairs(name: str) -> list[_Pair]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [_pair([cell.strip() for cell in line.split("|")]) for line in lines if not line.startswith("#")]


def _pair(cells: list[str]) -> _Pair:
    cited_in, cited, written_in, number, verdict, *known = cells
    return cited_in, cited, written_in, number, verdict == "yes", known == ["wrong"]


_OWN = _pairs("number_pairs.txt")
_BLIND = _pairs("number_pairs_blind.txt")


@pytest.mark.parametrize(("cited_in", "cited", "written_in", "number", "is_stated", "is_known_wrong"), [*_OWN, *_BLIND])
def test_the_verdict_on_a_number_is_right(
    cited_in: str, cited: str, written_in: str, number: str, is_stated: bool, is_known_wrong: bool
) -> None:
    """Pairs by hand: the words state the number in its unit, or they do not."""
    found = find_quantities(number, written_in)
    verdict = len(found) == 1 and states(cited, cited_in, found[0])
    assert verdict == (is_stated != is_known_wrong), "known to be wrong, and right now: say so in the file"


def test_the_pairs_are_many_and_of_both_kinds() -> None:
    for pairs in (_OWN, _BLIND):
        assert len(set(pairs)) >= 200
        assert 80 <= sum(is_stated for *_, is_stated, _ in pairs) <= 120
    assert not any(is_wrong for *_, is_wrong in _OWN)
    assert sum(is_wrong for *_, is_wrong in _BLIND) <= 10

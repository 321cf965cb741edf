"""A chat model fills the memory: what is checked is stored, once; what is not is asked for again, then left out."""

from collections.abc import Callable, Sequence

import pytest

from bot.model.chat import Message
from bot.translating.untranslated import Untranslated
from corpus.knowledge import KnowledgeBase
from tests.bot.translating.conftest import Translate
from tests.bot.translating.french import FRENCH, Replies, Translating, fails, in_french

CALLS, OFTEN, LARGE = "We call customers twice a year.", "How often do we call?", "Large customers get 4 calls."
BELLEN = "We bellen klanten twee keer per jaar."


def french_of(knowledge: KnowledgeBase, lacking: Sequence[Untranslated]) -> dict[str, str]:
    """What is stored, by the words of the sentences."""
    found = {source.words: knowledge.memory.find(source.sentence.text, "fr") for source in lacking}
    return {words: translation.text for words, translation in found.items() if translation}


def but(words: str, text: str) -> tuple[str, Replies]:
    """A sentence, and a model that translates faithfully but for that one."""
    return words, lambda sentences, _: in_french(sentences, {**FRENCH, words: text})


def test_every_sentence_is_stored_under_the_models_name(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...], translate: Translate
) -> None:
    model = Translating()
    report = translate(model)
    assert (report.stored, report.refused, report.failure) == (len(lacking), [], None)
    assert len(model.asked) < len(lacking) / 3, "several a call"
    for source in lacking:
        found = guide.memory.find(source.sentence.text, "fr")
        assert found is not None
        assert (found.language, found.origin) == ("fr", "test:translator")
        assert found.text == source.mark + FRENCH[source.words]
    assert {source.mark for source in lacking} == {"", "1. ", "2. ", "- "}


def test_a_second_run_asks_for_nothing(translate: Translate) -> None:
    translate(Translating())
    again = Translating()
    report = translate(again)
    assert (report.stored, report.refused, again.asked) == (0, [], [])


def test_a_sentence_is_shown_with_those_around_it(lacking: tuple[Untranslated, ...], translate: Translate) -> None:
    model = Translating()
    translate(model)
    first, second = model.messages[0][1].content, model.messages[1][1].content
    assert "Document: Guide" in first
    assert "Before:" not in first
    shown = next(line for line in second.splitlines() if line.startswith("Before: "))
    assert shown.removeprefix("Before: ") in {source.words for source in lacking}
    assert f"After: {lacking[8].words}" in first


_SIX_MONTHLY = "Nous appelons nos clients chaque semestre"


@pytest.mark.parametrize(
    ("altered", "reason"),
    [
        (but(LARGE, "Les grands clients reçoivent 6 appels."), "figures"),
        (but(LARGE, "Les grands clients reçoivent 4 % d'appels."), "figures"),
        (but(LARGE, "Les grands clients reçoivent des appels."), "figures"),
        (but(BELLEN, "Nous appelons nos clients trois fois par an."), "figures"),
        (but(CALLS, "We call our customers every half year, and never more."), "language"),
        (but(CALLS, "Wir rufen unsere Kunden jedes halbe Jahr an."), "language"),
        (but(CALLS, "Nous appelons, which is what we do with each of the customers."), "language"),
        (but(CALLS, ""), "form"),
        (but(CALLS, f"{_SIX_MONTHLY}, voir https://example.org."), "form"),
        (but(CALLS, f"{_SIX_MONTHLY} [1]."), "form"),
        (but(CALLS, f"**{_SIX_MONTHLY}**"), "form"),
        (but(CALLS, f"Traduction : {_SIX_MONTHLY}."), "form"),
        (but(CALLS, f"{_SIX_MONTHLY}{', et encore' * 12}."), "length"),
        (but(OFTEN, "Les pommes poussent mieux sur un sol humide et bien drainé."), "meaning"),
        (but(OFTEN, "Je suis désolé, mais je ne peux pas traduire cette phrase."), "meaning"),
    ],
)
def test_what_fails_a_check_is_asked_for_once_more_and_left_out(
    guide: KnowledgeBase,
    lacking: tuple[Untranslated, ...],
    translate: Translate,
    altered: tuple[str, Replies],
    reason: str,
) -> None:
    words, replies = altered
    model = Translating(replies)
    report = translate(model)
    (refused,) = [each for each in report.refused if each.source.words == words]
    assert refused.objection.reason == reason
    assert report.reasons[reason] == len(report.refused)
    assert words not in french_of(guide, lacking)
    assert len(french_of(guide, lacking)) == report.stored == len(lacking) - len(report.refused)
    again = [messages for asked, messages in zip(model.asked, model.messages, strict=True) if asked == [words]]
    assert len(again) == 1, "once in a batch, and once by itself"
    assert refused.objection.detail in again[0][-1].content
    assert again[0][-2].role == "assistant"


def test_a_sentence_that_is_mended_is_stored(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...], translate: Translate
) -> None:
    def replies(sentences: Sequence[str], messages: Sequence[Message]) -> str:
        wrong = {**FRENCH, LARGE: "Les grands clients reçoivent 40 appels."}
        return in_french(sentences, FRENCH if "40" in messages[-1].content else wrong)

    report = translate(Translating(replies))
    assert (report.stored, report.refused) == (len(lacking), [])
    assert french_of(guide, lacking)[LARGE] == FRENCH[LARGE]


def test_two_lines_that_are_swapped_are_not_taken_for_each_other(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...], translate: Translate
) -> None:
    swapped = {**FRENCH, OFTEN: FRENCH["What do we sell?"], "What do we sell?": FRENCH[OFTEN]}
    report = translate(
        Translating(lambda sentences, _: in_french(sentences, swapped if len(sentences) > 1 else FRENCH))
    )
    assert (report.stored, report.refused) == (len(lacking), [])
    assert french_of(guide, lacking)[OFTEN] == f"1. {FRENCH[OFTEN]}"


def _without(number: int) -> Callable[[str], str]:
    return lambda reply: "\n".join(line for line in reply.splitlines() if not line.startswith(f"[{number}]"))


@pytest.mark.parametrize(
    "spoilt",
    [
        _without(2),
        _without(8),
        lambda reply: "Here is the translation:\n" + reply,
        lambda reply: "\n".join(reversed(reply.splitlines())),
        lambda reply: " ".join(reply.splitlines()),
        lambda reply: reply.replace("[3]", "[2]"),
        lambda reply: reply + "\n[9] Encore une phrase.",
        lambda reply: f"```\n{reply}\n```",
        lambda _: "I cannot do that.",
    ],
    ids=["one left out", "cut", "preface", "order", "one line", "number twice", "one more", "fenced", "refusal"],
)
def test_a_batch_that_does_not_match_is_asked_sentence_by_sentence(
    lacking: tuple[Untranslated, ...], translate: Translate, spoilt: Callable[[str], str]
) -> None:
    def replies(sentences: Sequence[str], _: Sequence[Message]) -> str:
        return in_french(sentences) if len(sentences) == 1 else spoilt(in_french(sentences))

    model = Translating(replies)
    report = translate(model)
    assert (report.stored, report.refused) == (len(lacking), [])
    assert model.asked[1:9] == [[source.words] for source in lacking[:8]]


def test_a_reply_to_one_sentence_is_one_line(lacking: tuple[Untranslated, ...], translate: Translate) -> None:
    def replies(sentences: Sequence[str], _: Sequence[Message]) -> str:
        return in_french(sentences) + "\nVoilà !" if sentences == [CALLS] else f"{FRENCH[sentences[0]]}"

    model = Translating(replies)
    report = translate(model)
    assert [(each.source.words, each.objection.reason) for each in report.refused] == [(CALLS, "reply")]
    assert report.stored == len(lacking) - 1, "the number of a single line may be left out"
    assert model.asked.count([CALLS]) == 2
    told = [messages for messages in model.messages if len(messages) == 4]
    assert ["Voilà" in messages[2].content for messages in told] == [True], "its reply, and what is wrong with it"


# A model that fails


@pytest.mark.parametrize("failure", ["timeout", "rate_limited", "unavailable", "circuit_open"])
def test_a_failure_that_passes_is_waited_for(
    lacking: tuple[Untranslated, ...], translate: Translate, failure: str
) -> None:
    model = Translating(fails(4, failure))
    report = translate(model)
    assert (report.stored, report.failure) == (len(lacking), None)
    assert model.asked[:5] == [model.asked[0]] * 5, "the same again"


@pytest.mark.parametrize("failure", ["garbled", "cut", "rejected"])
def test_a_reply_that_breaks_off_is_asked_for_sentence_by_sentence(
    lacking: tuple[Untranslated, ...], translate: Translate, failure: str
) -> None:
    model = Translating(fails(1, failure))
    report = translate(model)
    assert (report.stored, report.failure) == (len(lacking), None)
    assert [len(sentences) for sentences in model.asked[:3]] == [8, 1, 1]


@pytest.mark.parametrize("failure", ["timeout", "rejected"])
def test_a_model_that_fails_for_good_is_given_up_and_the_next_run_goes_on(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...], translate: Translate, failure: str
) -> None:
    broken = fails(100, failure)

    def replies(sentences: Sequence[str], messages: Sequence[Message]) -> str:
        return broken(sentences, messages) if len(model.asked) > 1 else in_french(sentences)

    model = Translating(replies)
    report = translate(model)
    assert report.failure is not None
    assert report.failure.failure == failure
    assert (report.stored, report.refused) == (8, [])
    assert len(model.asked) == 1 + 5
    assert len(french_of(guide, lacking)) == 8
    again = Translating()
    assert translate(again).stored == len(lacking) - 8
    assert {words for sentences in again.asked for words in sentences}.isdisjoint(model.asked[0])


def test_what_was_stored_before_an_interruption_stays(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...], translate: Translate
) -> None:
    def replies(sentences: Sequence[str], _: Sequence[Message]) -> str:
        if len(model.asked) > 1:
            raise KeyboardInterrupt
        return in_french(sentences)

    model = Translating(replies)
    with pytest.raises(KeyboardInterrupt):
        translate(model)
    first = [source for source in lacking if source.words in model.asked[0]]
    assert french_of(guide, lacking) == {source.words: source.mark + FRENCH[source.words] for source in first}
    again = Translating()
    assert translate(again).stored == len(lacking) - 8

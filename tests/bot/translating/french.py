"""The small guide in French, and a model that translates it, or does what a test makes it do instead."""

import re
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from typing import Any

from bot.model.chat import Message, ToolCall
from bot.model.errors import ModelFailedError
from bot.model.usage import Usage
from corpus.knowledge import KnowledgeBase
from corpus.translations import Translation

FRENCH: dict[str, str] = {
    "Guide": "Guide",
    "Welcome to the guide.": "Bienvenue dans ce guide.",
    "It has two parts.": "Il comporte deux parties.",
    "How often do we call?": "À quelle fréquence appelons-nous ?",
    "We call customers twice a year.": "Nous appelons nos clients chaque semestre.",
    "Large customers get 4 calls.": "Les grands clients reçoivent 4 appels.",
    "What do we sell?": "Que vendons-nous ?",
    "Our product has three editions:": "Notre produit existe en trois éditions :",
    "the small one": "la petite",
    "the large one": "la grande",
    "the very large one": "la très grande",
    "Gids": "Guide",
    "Hoe vaak bellen we?": "À quelle fréquence appelons-nous ?",
    "We bellen klanten twee keer per jaar.": "Nous appelons nos clients deux fois par an.",
    "Grote klanten krijgen 4 telefoontjes.": "Les grands clients reçoivent 4 appels.",
    "Wat verkopen we?": "Que vendons-nous ?",
    "Ons product heeft drie edities.": "Notre produit existe en trois éditions.",
}
"""Of `tests.ingest.small`'s sources: by the words of a sentence, without the mark of a heading or list item."""

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_DATA = re.compile(r"<(data-\w+)>\n(.*)\n</\1>", re.DOTALL)


def store_french(knowledge: KnowledgeBase, *, but: Collection[str] = ()) -> None:
    """Stores the French of all sentences but those with some words; no passages are made of it."""
    sections = [s for document in knowledge.catalog.documents() for s in knowledge.catalog.sections(document.id)]
    sentences = [sentence.text for section in sections for sentence in section.sentences]
    found = [(text, words, text[: -len(words)]) for text in sentences for words in FRENCH if text.endswith(words)]
    assert {text for text, _, _ in found} == set(sentences)
    knowledge.catalog.translations.add(
        (text, Translation("fr", mark + FRENCH[words], "test:translator"))
        for text, words, mark in found
        if words not in but
    )


def asked_for(prompt: str) -> list[str]:
    """The sentences that a prompt has to be translated, in order."""
    data = _DATA.search(prompt)
    assert data, prompt
    found = _NUMBERED.findall(data[2])
    assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
    return [words for _, words in found]


def in_french(sentences: Sequence[str], french: Mapping[str, str] = FRENCH) -> str:
    """A faithful reply: a numbered line for each sentence."""
    return "\n".join(f"[{number}] {french[words]}" for number, words in enumerate(sentences, 1))


Replies = Callable[[Sequence[str], Sequence[Message]], str]
"""From the sentences that are asked for and all messages to the reply; it may raise."""


class Translating:
    """A chat model that replies as a function says, and keeps what it was asked."""

    name = "test:translator"
    has_structured_output = False
    has_tools = False

    def __init__(self, replies: Replies = lambda sentences, _: in_french(sentences)) -> None:
        self.replies = replies
        self.asked: list[list[str]] = []
        self.messages: list[Sequence[Message]] = []

    async def complete(self, messages: Sequence[Message], *, usage: Usage, until: float) -> str:
        usage.calls += 1
        sentences = asked_for(messages[1].content)
        self.asked.append(sentences)
        self.messages.append(messages)
        return self.replies(sentences, messages)

    def stream_text(self, messages: Sequence[Message], *, usage: Usage, until: float) -> AsyncGenerator[str, None]:
        raise NotImplementedError

    def stream_objects(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, usage: Usage, until: float
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        raise NotImplementedError

    async def call_tools(
        self, messages: Sequence[Message], tools: Sequence[Any], *, usage: Usage, until: float
    ) -> Sequence[ToolCall]:
        raise NotImplementedError


def fails(times: int, failure: Any, then: Replies = lambda sentences, _: in_french(sentences)) -> Replies:
    """Fails some times, and then replies."""
    left = times

    def replies(sentences: Sequence[str], messages: Sequence[Message]) -> str:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ModelFailedError(failure, "as the test says")
        return then(sentences, messages)

    return replies

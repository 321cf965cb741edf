"""Planted instructions with a chat model that words the answers: how often one is followed.

`python -m tests.bench.injection FOLDER [EVERY] [small]`: BIPIA's instructions, in FOLDER, in English, Dutch and
Arabic, are planted in the project's own articles, each at the beginning, in the middle and at the end of a section, and
the section's own question is asked: here the bot answers, while it refuses most of BIPIA's e-mails (for those:
`cs-answers eval --bipia`). The model is scripted, behind a provider's real client, and obeys all that it is shown, in
eight ways that take turns, with and without structured output; or, with `small`, it is SmolLM2-135M. EVERY takes each
EVERYth round of ten.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path

from api.asking import answers_from
from api.temporary import TemporaryKnowledge
from bot.answer import Answer, Question
from bot.evaluate.outside.attacks import LANGUAGES, Attack
from bot.evaluate.outside.bipia import read
from bot.evaluate.outside.following import follows
from bot.evaluate.outside.planting import POSITIONS
from bot.evaluate.outside.sources import SourceText
from corpus.embeddings import BUNDLED, load_embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from corpus.types import INTRODUCTION, Document, Role, Section
from ingest.build import ingest
from tests.bot.evaluate.obeying import CANARY, STYLES, obey
from tests.bot.model.scripted import PLAIN, PROFILED, Asked, Called, Reply, scripted
from tests.bot.model.small import small_model

_QUESTIONS = Path(__file__).parents[2] / "corpus/qa/dev.jsonl"
_FIRST = re.compile(r"^\[1\] (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Article:
    document: Document
    sections: Sequence[Section]
    questions: Mapping[str, str]
    """By number of the section."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    attack: Attack
    language: str
    position: str


@dataclass(slots=True)
class _Obeying:
    """What the scripted server replies; it counts what it was shown."""

    attacks: Sequence[Attack]
    obeyed: Counter[str] = field(default_factory=Counter)
    """How often it had something to obey, by the way in which it did."""
    offered: int = 0
    """Tools that it was offered while it was shown an instruction."""
    _turns: Iterator[int] = field(default_factory=count)

    def __call__(self, asked: Asked) -> Reply:
        style = STYLES[next(self._turns) % len(STYLES)]
        found = obey(asked.prompt, self.attacks, style, tools=asked.tools)
        if found is None:
            first = _FIRST.search(asked.prompt)
            lines = [{"text": first[1], "sources": [1]}] if first else []
            return (
                Reply(object={"sentences": lines}) if asked.schema else Reply(text=f"{first[1]} [1]" if first else "")
            )
        self.obeyed[style] += 1
        self.offered += len(asked.tools)
        if found.tool and asked.tools:
            return Reply(calls=(Called.of(found.tool, **(found.arguments or {})),))
        return Reply(object=found.object) if asked.schema else Reply(text=found.text)


def _articles() -> list[_Article]:
    items = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        settings, embedder = Settings(data_dir=Path(folder)), load_embedder(BUNDLED)
        ingest(settings, embedder)
        knowledge = open_knowledge_base(settings, embedder)
        articles = []
        for document in knowledge.catalog.documents():
            sections = [each for each in knowledge.catalog.sections(document.id) if each.number != INTRODUCTION]
            asked = [each for each in items if each["kind"] == "heading" and each["language"] == document.language]
            questions = {each["sections"][0]: each["question"] for each in asked}
            articles.append(_Article(document, sections, questions))
        knowledge.close()
    return articles


def _rounds(attacks: Sequence[Attack], size: int) -> Iterator[list[_Attempt]]:
    """Every instruction in every language at every place, as many at once as an article has sections."""
    attempts = [_Attempt(*each) for each in product(attacks, LANGUAGES, POSITIONS)]
    step = len(attempts) // size or 1
    for start in range(step):
        yield attempts[start::step][:size]


def _planted(article: _Article, attempts: Sequence[_Attempt]) -> tuple[str, dict[str, tuple[int, int]]]:
    """The article with one instruction in each section, and where each stands."""
    text, end, spans = "", 0, {}
    for section, attempt in zip(article.sections, attempts, strict=False):
        body = next(each.start for each in section.sentences if each.role not in (Role.TITLE, Role.QUESTION))
        planted = POSITIONS[attempt.position](
            article.document.text[body : section.end].strip(), attempt.attack.texts[attempt.language]
        )
        text += article.document.text[end:body]
        spans[section.number] = (len(text) + planted.start, len(text) + planted.end)
        text += planted.text + "\n\n"
        end = section.end
    return text + article.document.text[end:], spans


@dataclass(slots=True)
class _Figures:
    asked: int = 0
    worded: int = 0
    """Answered in a model's words."""
    refused: int = 0
    calculated: int = 0
    """Answered by a calculator, for which nobody asked."""
    followed: Counter[str] = field(default_factory=Counter)
    """By place and language."""
    without: int = 0
    """Taken for obedience where nothing is planted."""


def _measure(attacks: Sequence[Attack], every: int, settings: Settings, canaries: Sequence[str]) -> _Figures:
    figures, build, answers = _Figures(), TemporaryKnowledge(load_embedder(BUNDLED)), answers_from(settings)
    for article in _articles():
        language, whole = article.document.language, article.document.text
        asked = [(section, Question(text=article.questions[section.number])) for section in article.sections]

        def judge(
            answer: Answer,
            question: Question,
            instruction: str = "",
            quotes: Sequence[str] = (),
            source: str = whole,
            of: str = language,
        ) -> bool:
            return bool(answer.calculations) or follows(
                answer, question.text, source, of, instruction=instruction, quotes=quotes, canaries=canaries
            )

        with build([SourceText("article", whole, language, article.document.title)]) as knowledge:
            figures.without += sum(judge(answers(knowledge)(question), question) for _, question in asked)
        for attempts in list(_rounds(attacks, len(article.sections)))[::every]:
            text, spans = _planted(article, attempts)
            with build([SourceText("article", text, language, article.document.title)]) as knowledge:
                for (section, question), attempt in zip(asked, attempts, strict=False):
                    answer = answers(knowledge)(question)
                    start, end = spans[section.number]
                    quotes = [
                        each.cited_text
                        for each in answer.citations
                        if each.start_char_index < end and each.end_char_index > start
                    ]
                    figures.asked += 1
                    figures.worded += answer.generator != "extractive"
                    figures.refused += answer.kind == "refusal"
                    figures.calculated += bool(answer.calculations)
                    if judge(answer, question, attempt.attack.texts[attempt.language], quotes):
                        figures.followed[f"{attempt.position}, {attempt.language}"] += 1
                        sys.stderr.write(f"\n{attempt}\n{answer.text}\n")
            sys.stderr.write(f"\r{figures.asked}")
            sys.stderr.flush()
    return figures


def main(arguments: Sequence[str]) -> None:
    """Measures, and prints the figures."""
    folder, *rest = arguments
    every = next((int(each) for each in rest if each.isdecimal()), 1)
    attacks = read(Path(folder))[1]
    if "small" in rest:
        with tempfile.TemporaryDirectory() as logs, small_model(Path(logs) / "log", keeps_prompts=True) as model:
            sys.stdout.write(f"\n{model.name}: {_measure(attacks, every, Settings(**model.settings()), [])}\n")
        return
    for name in (PLAIN, PROFILED):
        script = _Obeying(attacks)
        with scripted(script) as server:
            figures = _measure(attacks, every, Settings(**server.settings(name)), [CANARY])
            asked, malformed = len(server.asked), len(server.malformed)
        sys.stdout.write(
            f"\n{name}: {figures}\n{asked} requests, {malformed} malformed; obeyed {script.obeyed.total()} times "
            f"({dict(script.obeyed)}), offered {script.offered} tools then\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])

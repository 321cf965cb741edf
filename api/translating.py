"""The command `cs-answers translate`: a chat model fills the translation memory for documents that lack a language."""

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.asking import chat_model, check_chat_model
from api.console import make_console
from api.opening import open_or_ingest, progress
from corpus.embeddings import load_embedder
from corpus.errors import ChatModelError
from corpus.knowledge import KnowledgeBase, open_knowledge_base, writing
from corpus.phrases import language_name
from corpus.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.translate import Refused, Report, Store
    from bot.translating.untranslated import Work
    from corpus.translations import Translation
    from corpus.types import Document

_ANSWERS = 4  # times the patience for an answer: a call writes more than one, and nobody waits for it
_INTERRUPTED = 130  # exit status, as shells have it


def translate(
    to: Annotated[str, typer.Option("--to", help="Two-letter code of the language to translate into, such as fr.")],
    document: Annotated[
        list[str] | None, typer.Option("--document", help="Id of a document to translate; all when not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what became of the sentences as JSON.")] = False,
) -> None:
    """Has the chat model translate what lacks a translation; sentences whose figures change are not stored.

    What is stored is not asked for again: a run that was interrupted is completed by the next.
    """
    from ingest.build import take_in_translations

    language, settings = _checked(to), load_settings()
    if settings.chat_model is None:
        raise ChatModelError(
            "Translating needs a chat model, and none is configured. Set CSA_CHAT_MODEL, such as openai:gpt-5-mini, "
            "with the key that its provider asks for; for a server that is compatible with OpenAI's, openai:NAME and "
            "CSA_CHAT_BASE_URL."
        )
    check_chat_model(settings)
    embedder = load_embedder(settings.embeddings)
    open_or_ingest(settings, embedder).close()
    with writing(settings):
        knowledge = open_knowledge_base(settings, embedder)
        try:
            work, report = _translate(settings, knowledge, language, document)
            with progress("Embedding") as advance:
                embedded = take_in_translations(knowledge, advance)
        finally:
            knowledge.close()
    _show(report, work.has, embedded, language, settings.chat_model, as_json=as_json)
    if report.failure:
        raise ChatModelError(
            f"{settings.chat_model} was given up ({report.failure.detail}). What it translated before is stored: run "
            "the command again to go on. If it was too slow, raise CSA_CHAT_TIMEOUT."
        )


def _translate(
    settings: Settings, knowledge: KnowledgeBase, language: str, ids: Sequence[str] | None
) -> "tuple[Work, Report]":
    import anyio

    from bot.translate import Report
    from bot.translating.untranslated import find_untranslated

    catalog = knowledge.catalog
    work = find_untranslated(catalog, knowledge.memory, language, _chosen(knowledge, ids))
    if not work.lacking:
        return work, Report()
    stored = 0

    def store(translations: "Sequence[tuple[str, Translation]]") -> None:
        nonlocal stored
        catalog.translations.add(translations)
        stored += len(translations)

    try:
        with progress("Translating") as advance:
            return work, anyio.run(_run, settings, knowledge, language, work, store, advance)
    except KeyboardInterrupt:
        make_console(stderr=True).print(
            f"Stopped. What was translated is stored ({stored} sentences): run the command again to go on."
        )
        raise typer.Exit(_INTERRUPTED) from None


async def _run(
    settings: Settings,
    knowledge: KnowledgeBase,
    language: str,
    work: "Work",
    store: "Store",
    advance: Callable[[int, int], None],
) -> "Report":
    from bot.translate import Translator

    async with chat_model(settings) as model:
        assert model is not None, "it was looked for before"
        translator = Translator(model, knowledge.embedder, language, _ANSWERS * settings.chat_timeout)
        return await translator.translate(work.lacking, store, advance)


def _checked(language: str) -> str:
    from corpus.languages import DETECTED

    code = language.lower()
    if code not in DETECTED:
        raise typer.BadParameter(
            f"{language!r} is not one of the languages that can be told apart, so that a translation into it cannot be "
            f"checked. Use one of {', '.join(sorted(DETECTED))}.",
            param_hint="--to",
        )
    return code


def _chosen(knowledge: KnowledgeBase, ids: Sequence[str] | None) -> "list[Document]":
    documents = {document.id: document for document in knowledge.catalog.documents()}
    if unknown := [id_ for id_ in ids or () if id_ not in documents]:
        raise typer.BadParameter(
            f"there is no document {unknown[0]!r}; there are {', '.join(documents)}.", param_hint="--document"
        )
    return [document for id_, document in documents.items() if not ids or id_ in ids]


def _show(report: "Report", has: int, embedded: int, language: str, model: str, *, as_json: bool) -> None:
    if as_json:
        told: dict[str, Any] = {
            "language": language,
            "model": model,
            "stored": report.stored,
            "skipped": has,
            "refused": [_listed(each) for each in report.refused],
            "embedded": embedded,
            "calls": report.usage.calls,
            "input_tokens": report.usage.input_tokens,
            "output_tokens": report.usage.output_tokens,
            "cost_usd": report.usage.cost_usd,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    console = make_console()
    left_out = len(report.refused)
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(report.reasons.items()))
    console.print(
        f"Into {language_name(language, 'en')}: {report.stored} sentences translated, {has} had a translation before, "
        f"{left_out} left out{f' ({reasons})' if left_out else ''}; {embedded} passages embedded."
    )
    for each in report.refused:
        listed = _listed(each)
        console.print(f"\n{listed['document']}:{listed['start']}-{listed['end']}")
        console.print(f"    {listed['text']}")
        if each.reply:
            console.print(f"    = {' '.join(each.reply.split())}", style="dim")
        console.print(f"    {listed['reason']}: {listed['detail']}")


def _listed(refused: "Refused") -> dict[str, Any]:
    sentence, wrong = refused.source.sentence, refused.objection
    return {
        "document": sentence.document_id,
        "section": sentence.section,
        "start": sentence.start,
        "end": sentence.end,
        "text": " ".join(sentence.text.split()),
        "reply": refused.reply,
        "reason": wrong.reason,
        "detail": wrong.detail,
    }

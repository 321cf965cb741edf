"""Shows answers in the terminal: text, then the sources as footnotes."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.worded import told_of_wording
from bot.answer import Answer, Citation
from bot.marks import MARK
from corpus.phrases import language_name, say

_MARKS = re.compile(f"(?:{MARK.pattern})+")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def make_console(*, stderr: bool = False) -> Console:
    """A console that never breaks lines where nobody reads: piped output keeps each paragraph whole."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, soft_wrap=not stream.isatty(), highlight=False, markup=False, emoji=False)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Shows on standard error, if that is a terminal, that something is waited for, as long as the context lasts."""
    console = make_console(stderr=True)
    if console.is_terminal:
        with console.status(Text(what, style="dim")):
            yield
    else:
        yield


def show_answer(console: Console, answer: Answer) -> None:
    """Prints an answer with its sources and who worded it, or a refusal with what is near.

    Of a follow-up, it says what it was taken to ask.
    """
    if answer.understood:
        console.print(Text(say("understood", answer.language, question=answer.understood), style="dim"))
        console.print()
    for paragraph in answer.text.split("\n\n"):
        console.print(_styled(paragraph))
        console.print()
    if answer.refusal and answer.refusal.nearest:
        console.print(Text(say("nearest", answer.language), style="dim"))
        for section in answer.refusal.nearest:
            _print_indented(console, f"· {section.title}", "dim")
        console.print()
    if answer.citations:
        console.print(Text(say("sources", answer.language), style="bold"))
        for citation in answer.citations:
            _show_citation(console, citation, answer.language)
        console.print()
    if told := told_of_wording(answer):
        console.print(Text(told, style="dim"))
        console.print()


def plain_answer(answer: Answer) -> str:
    """An answer with its sources, as `show_answer` prints it where there is no terminal."""
    written = StringIO()
    show_answer(Console(file=written, soft_wrap=True, color_system=None, markup=False, emoji=False), answer)
    return written.getvalue().strip()


def _styled(paragraph: str) -> Text:
    text = Text.assemble(*((part, "bold" if i % 2 else "") for i, part in enumerate(_STRONG.split(paragraph))))
    text.highlight_regex(_MARKS, "cyan")
    return text


def _show_citation(console: Console, citation: Citation, language: str) -> None:
    """The quote stands on a line of its own, so that a terminal can lay out right-to-left text undisturbed."""
    section = say("section", language, number=citation.section)
    where = (
        f"[{citation.number}] {language_name(citation.document_language, language)}, {section}, {citation.document_id}"
    )
    console.print(Text(f"{where}:{citation.start_char_index}-{citation.end_char_index}", style="cyan"))
    _print_indented(console, citation.cited_text)
    if citation.translation:
        by = say("editorial", language) if citation.translation.origin == "editorial" else citation.translation.origin
        _print_indented(console, f"= {citation.translation.text} ({say('translated_by', language, who=by)})", "dim")


def _print_indented(console: Console, words: str, style: str = "") -> None:
    if console.soft_wrap:
        console.print(Text("    " + words, style=style))
    else:
        console.print(Padding(Text(words, style=style), (0, 0, 0, 4)))

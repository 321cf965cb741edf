"""Cuts an article into its introduction and its headed sections, and those into sentences with roles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text import split_sentences
from corpus.types import INTRODUCTION, Document, Role, Section, Sentence

_NUMBERED = re.compile(r"(?:^|(?<=\n))(?P<number>\d{1,3})[.)][ \t]+(?P<title>\S[^\n]*)")
_MARKDOWN = re.compile(r"(?:^|(?<=\n))#{1,6}[ \t]+(?P<title>\S[^\n]*)")
_BLANK_BELOW = re.compile(r"[ \t]*\r?\n\s*\n|\s*\Z")
_ITEM = re.compile(r"(?:\d{1,2}[.)]|[-*•–])\s+\S")
_QUESTION = re.compile(r"[?؟][\s\"”»’')\].،؛!]*$")
_PLAIN_SECTION = 2_000  # code points; a text without headings is cut into sections of about this size


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    number: str
    title: str


def segment(document: Document, article: str) -> list[Section]:
    """The sections of a document, in order.

    Args:
        document: whose text is cut; all offsets are into `document.text`.
        article: what `clean.select_article` made of it: same length, page furniture blanked.

    Returns:
        Section "0" (what stands before the first heading, when there is anything) and one section a heading. Numbered
        headings keep their number. Without headings: sections of whole paragraphs, numbered from 1.
    """
    headings = _numbered_headings(article) or _markdown_headings(article)
    if headings:
        bounds = [_Heading(0, 0, INTRODUCTION, document.title), *headings]
    else:
        bounds = list(_plain_sections(article, document.title))
    ends = [heading.start for heading in bounds[1:]] + [len(article)]
    sections = []
    counter = _Counter()
    for heading, end in zip(bounds, ends, strict=True):
        sentences = tuple(_sentences(document, article, heading, end, counter))
        if any(sentence.role is not Role.TITLE for sentence in sentences) or heading.end:
            start = sentences[0].start if sentences else heading.start
            stop = sentences[-1].end if sentences else heading.end
            sections.append(Section(document.id, heading.number, heading.title, start, stop, sentences))
    return sections


def _numbered_headings(article: str) -> list[_Heading]:
    """Unindented lines "1. …", "2. …" with a blank line below, as long as the numbers count up from 1."""
    found: list[_Heading] = []
    for match in _NUMBERED.finditer(article):
        if _BLANK_BELOW.match(article, match.end()) and int(match["number"]) == len(found) + 1:
            found.append(
                _Heading(match.start(), match.end(), match["number"], match["title"].strip().rstrip(":").strip())
            )
    return found if len(found) > 1 else []


def _markdown_headings(article: str) -> list[_Heading]:
    matches = _MARKDOWN.finditer(article)
    return [_Heading(m.start(), m.end(), str(i), m["title"].strip()) for i, m in enumerate(matches, start=1)]


def _plain_sections(article: str, title: str) -> Iterator[_Heading]:
    begin = 0
    number = 1
    yield _Heading(0, 0, "1", title)
    for match in re.finditer(r"\n\s*\n", article):
        if match.start() - begin >= _PLAIN_SECTION and article[match.end() :].strip():
            begin = match.end()
            number += 1
            yield _Heading(begin, begin, str(number), title)


class _Counter:
    """Numbers the sentences and paragraphs of one document."""

    def __init__(self) -> None:
        self.sentence = -1
        self.paragraph = -1


def _sentences(document: Document, article: str, heading: _Heading, end: int, counter: _Counter) -> Iterator[Sentence]:
    def made(start: int, stop: int, role: Role, *, new_paragraph: bool) -> Sentence:
        counter.sentence += 1
        counter.paragraph += new_paragraph
        text = document.text[start:stop]
        return Sentence(document.id, heading.number, counter.sentence, start, stop, role, counter.paragraph, text)

    if heading.end > heading.start:
        stop = heading.start + len(article[heading.start : heading.end].rstrip())
        yield made(heading.start, stop, Role.TITLE, new_paragraph=True)
    last = heading.end
    for start, stop in split_sentences(article, heading.end, end):
        new_paragraph = last == heading.end or article.count("\n", last, start) > 1
        yield made(start, stop, _role(article, start, stop), new_paragraph=new_paragraph)
        last = stop


def _role(article: str, start: int, end: int) -> Role:
    words = article[start:end]
    line_start = article.rfind("\n", 0, start) + 1
    if _QUESTION.search(words):
        return Role.QUESTION
    if _ITEM.match(words) and not article[line_start:start].strip():
        return Role.ITEM
    return Role.LEAD if words.endswith(":") else Role.STATEMENT

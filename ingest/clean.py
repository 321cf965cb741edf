"""Tells the article's words from the page around them.

Selection never rewrites: the result has the text's own length, with everything that is not
evidence blanked out, so that an offset into the one is an offset into the other.
"""

import re
from collections.abc import Iterable

_LINE = re.compile(r"[^\n]+")
_PLACEHOLDER = re.compile(r"[^\W_]+(?:_[^\W_]+)+|\S+[-_]logo|logo[-_]\S+", re.IGNORECASE)  # spot_img, بقعة_صورة
_EMPTY_FIELD = re.compile(r"[^\W\d_]+:")  # "Date:" with nothing behind it


def select_article(text: str, title: str, furniture: Iterable[str] = ()) -> str:
    """The article's words at their own places; line breaks everywhere else.

    Args:
        text: the page as read.
        title: the article's title; the line that holds it, and all above, are not evidence. A text
            without such a line, or with nothing below it, is taken from its beginning.
        furniture: further lines to leave out, without surrounding white space.
    """
    left_out = frozenset(furniture)
    begin = _end_of_title(text, title)
    selected = ["\n" * begin]
    end = begin
    for line in _LINE.finditer(text, begin):
        selected.append(text[end : line.start()])
        words = line.group().strip()
        is_furniture = words in left_out or _PLACEHOLDER.fullmatch(words) or _EMPTY_FIELD.fullmatch(words)
        selected.append("\n" * len(line.group()) if is_furniture else line.group())
        end = line.end()
    selected.append(text[end:])
    return "".join(selected)


def _end_of_title(text: str, title: str) -> int:
    for line in _LINE.finditer(text):
        if line.group().strip().lstrip("# ") == title.strip() and text[line.end() :].strip():
            return line.end()
    return 0

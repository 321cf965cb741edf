"""What makes a sentence more than plain words: links, addresses, numbers to call, code, and the marks of a layout.

None of it is shown, not even where a source has it word for word: the reader gets the source itself.
"""

import re
import unicodedata
from typing import Final

_FILES: Final = "js|ts|pdf|csv|docx?|xlsx?|pptx?|txt|json|ya?ml|xml|exe|zip|png|jpe?g|gif|mp[34]"
_DOMAIN: Final = (
    r"(?<![\w@.])(?:[^\W_][\w-]*\.)*[^\W\d_][\w-]+\.(?!(?:" + _FILES + r")\b)[^\W\d_]{2,24}\b(?!\.\w)"
    r"|(?<![\w@.])[^\W\d_][\w-]*(?:\.[\w-]+)+\.(?!(?:" + _FILES + r")\b)[^\W\d_]{2,24}\b"
)
_COMMANDS: Final = (
    r"sudo|curl|wget|chmod|rm -\w+|(?:pip3?|npm|apt|apt-get|brew) install|SELECT\b.+\bFROM|DROP TABLE|INSERT INTO"
)

_KINDS: Final = tuple(
    (detail, re.compile(pattern, flags))
    for detail, pattern, flags in (
        ("an image", r"!\[|<\s*img\b", re.IGNORECASE),
        ("a data: URI", r"\bdata:\s?[\w.+-]+/[\w.+-]+|\bdata:[;,]|;base64\b", re.IGNORECASE),
        (
            "a link",
            r"[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:https?|mailto|tel|sms|javascript|ftp|file|hxxps?):\S|\]\s?\("
            r"|\[[^\]]*\]:|\]\s?\[",
            re.IGNORECASE,
        ),
        (
            "an e-mail address or the name of an account",
            r"[^\s@]@[\w-]|(?<!\w)@\w|\w\s?[\[({]\s?(?:at|apenstaartje)\s?[\])}]\s?\w"
            r"|\w\s@\s\w+\s?\.|\w\s(?:at|آت)\s\w+\s(?:dot|punt|دوت)\s\w",
            re.IGNORECASE,
        ),
        ("the name of a site", _DOMAIN, re.IGNORECASE),
        (
            "the name of a site",
            r"\w\s?[\[({]\s?(?:dot|punt|\.)\s?[\])}]\s?\w|\w\s(?:dot|punt|نقطة)\s(?:com|net|org|example|nl|io|ai|كوم)\b",
            re.IGNORECASE,
        ),
        ("the address of a computer", r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", 0),
        ("HTML", r"</?\s?[a-z!][^<>]*>?|&(?:[a-z]{2,8}|#x?[\da-f]+);|<\d+>|<\|", re.IGNORECASE),
        ("code", r"`|[{}\\]|\$\$|==|!=|&&|\|\||=>|->|::|\(\)|/\*|\w\((?:['\"]|\w+\s?=)", 0),
        (
            "code",
            rf"\b(?:{_COMMANDS})\b|(?<!\S)--[a-z]|\b[a-z]+_[a-z_]+\b|;\s*$|\b(?:print|console\.log)\s?\(|\bdef \w+\(",
            0,
        ),
        ("a table", r"[|¦\u2500-\u257f]|\t", 0),
        ("a heading", r"^\s*#{1,6}(?!\d)|^\s*[=_~-]{3,}|[=_~-]{4,}\s*$", 0),
        ("marks of a list", r"^\s*(?:[-*+•‣◦▪●·–—>]\s|\(?\d{1,2}[.)]\s|\(?[a-zA-Z]\)\s)", 0),
        ("a hashtag", r"(?<![\w&])#[^\W\d]", 0),
        ("marks of emphasis", r"\*\S|\S\*|__|~~|(?<!\w)_\w", 0),
        (
            "marks of a citation",
            r"[\[\]【】［］〔〕†‡^]|(?<![mم])[\u00b9\u00b2\u00b3\u2070-\u2079]|[\u2460-\u249b]|(?<![)\d])\(\s?\d{1,2}(?:\s?[,;،-]\s?\d{1,2})*\s?\)",
            0,
        ),
    )
)
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ROW: Final = re.compile(r"(?<![\w.,:/])(?:\+\s?)?\(?\+?\d(?:[\s\u00a0\u202f()./\u2010-\u2015-]{0,3}\d){5,}(?![\d:])")
_CALLS: Final = re.compile(
    r"\b(?:phone|call|dial|ring|fax|whatsapp|tel|telephone|mobile|hotline|sms|text|reach"
    r"|bel|belt|bellen|telefoon\w*|nummer|telefonisch|mobiel)\b|هاتف|اتصل|رقم|جوال|تلفون|واتس|موبايل",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4})")
_YEARS: Final = re.compile(r"(?:1\d|20)\d\d\s?[/\u2010-\u2015-]\s?(?:(?:1\d|20)?\d\d)")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:[\s\u00a0\u202f.]\d{3})+")
_LEAST_CALLED = 7  # digits of a number that can be called
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_MOST_MARKS = 3  # vowel signs and accents on one letter


def find_markup(text: str) -> str | None:
    """What a sentence holds that is not plain words, in English; None where there is nothing."""
    plain = unicodedata.normalize("NFKC", text) if not any(unicodedata.category(c) == "No" for c in text) else text
    for detail, pattern in _KINDS:
        if pattern.search(plain):
            return detail
    return "a number to call" if _has_number_to_call(plain) else None


def find_hidden(text: str) -> str | None:
    """What a sentence holds that a reader does not see, in English; None where there is nothing."""
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Zl", "Zp") or character in "\n\r\v\f\x85":
            return "more than one line"
        if category in ("Cc", "Cf", "Cs", "Co", "Cn") or character in _UNSEEN:
            return f"a character that is not seen (U+{ord(character):04X})"
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MOST_MARKS:
            return "a heap of accents"
    return None


def _has_number_to_call(text: str) -> bool:
    text = text.translate(_DIGITS)
    calls = bool(_CALLS.search(text))
    for match in _ROW.finditer(text):
        row = match[0].strip()
        digits = sum(character.isdigit() for character in row)
        is_plain = row.isdigit() or bool(_GROUPED.fullmatch(row))
        if _DATE.fullmatch(row) or _YEARS.fullmatch(row) or re.fullmatch(r"0\.\d+", row):
            continue
        if row.startswith(("+", "0", "(0", "(+")) and digits >= _LEAST_CALLED:
            return True
        if calls and (digits >= _LEAST_CALLED or not is_plain):
            return True
        if not is_plain and digits > _LEAST_CALLED + 1:
            return True
    return False

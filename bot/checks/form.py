"""Whether a drafted sentence is one plain sentence."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.instructions import is_instruction
from corpus.text import tokens

_MOST = 400
_LOOP = 3  # times that two words stand side by side in a sentence that repeats itself
_NEVER_LAST = frozenset(
    "and or but the a an of to in on at by for with from because that which who when as than is are was were its their "
    "en of maar de het een van naar op bij voor met uit omdat doordat dat die als dan is zijn was waren hun "
    "و او لكن من الي في علي عن مع لان ان الذي التي بسبب هو هي كما ب ل".split()
)
_NOT_PLAIN = re.compile(
    r"https?:|www\.|\]\(|!\[|\[[^\]]*\]:|</?[a-z]|&\w+;|`|\bdata:|\w@\w|^#|\||[\[【（]|\*\*|\b[a-z0-9-]+\.(?:com|org|net|io|ai|nl|example|test)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"^\W*(?:answer|assistant|user|system|antwoord|الإجابة|الجواب)\s*:", re.IGNORECASE)


def check_form(draft: Draft, context: Context) -> Fault | None:
    """Links, images, markup, hidden characters, several lines, a role in front, or no end."""
    text = draft.text
    if not text.strip() or len(text) > _MOST or "\n" in text:
        return Fault("form", "it is not one sentence of reasonable length")
    if is_instruction(text, context.language):
        return Fault("form", "it is an instruction")
    if _NOT_PLAIN.search(text) or _ROLE.search(text):
        return Fault("form", "it holds a link, an address, markup or a role")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in text):
        return Fault("form", "it holds characters that are not seen")
    words = [token.form for token in tokens(text)]
    is_cut = text.rstrip()[-1].isalnum() and bool(words) and words[-1] in _NEVER_LAST
    if is_cut or text.rstrip().endswith(("?", "؟", ",", "،", ":")):
        return Fault("form", "it asks back, or does not end")
    if words and max(Counter(pairwise(words)).values(), default=0) >= _LOOP:
        return Fault("form", "it says the same again and again")
    return None

"""Numbers in words, printed by num2words: how many are read back, beside text2num.

Run `pip install text2num num2words` first, then `python -m tests.bench.number_words`. Neither is needed by the project.
"""

import random
import sys

from num2words import num2words
from text_to_num import alpha2digit

from corpus.quantities import find_quantities

_EVERY = 1_000
_MORE = 500
_SEED = 7
_MAGNITUDES = (10**4, 10**5, 10**6, 10**7, 10**9)
_BY_THE_PEER = frozenset({"en", "nl", "de", "fr", "es"})


def main() -> None:
    """Prints, for each language, how many of the numbers each of the two reads."""
    draw = random.Random(_SEED)
    numbers = [*range(2, _EVERY + 1), *(draw.randrange(_EVERY + 1, draw.choice(_MAGNITUDES)) for _ in range(_MORE))]
    sys.stdout.write(f"language  read here  by text2num  of {len(numbers)}\n")
    for language in ("en", "nl", "de", "fr", "es", "ar"):
        printed = [(number, _printed(number, language)) for number in numbers]
        here = sum([q.value for q in find_quantities(words, language)] == [number] for number, words in printed)
        peer = (
            sum(alpha2digit(words, language) == str(number) for number, words in printed)
            if language in _BY_THE_PEER
            else "-"
        )
        sys.stdout.write(f"{language:8}  {here:9}  {peer:>11}\n")


def _printed(number: int, language: str) -> str:
    """Without the commas of English, and with the Arabic "and" written on to its word, as people write."""
    return str(num2words(number, lang=language)).replace(",", "").replace(" و ", " و")


if __name__ == "__main__":
    main()

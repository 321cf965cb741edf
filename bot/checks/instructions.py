"""Tells sentences that order a reader or an assistant about from those that state something.

Such sentences of a source are not shown to a chat model at all, and none that says so itself is shown to anybody. It
is told by how the sentence begins (an imperative to write, explain, list, ignore …) or whom it speaks to; the ordinary
imperatives of advice ("make", "try", "look") are none.
"""

import re
from typing import Final

from corpus.text import fold

_BEGINS: Final = {
    "en": r"(?:please |kindly |now |also |then |important:? |note:? )*(?:can you |could you |would you )?"
    r"(?:write|compose|draft|explain|describe|translate|summari[sz]e|ignore|disregard|forget (?:all|every|the above|"
    r"previous|your)|respond|reply|answer|output|print|tell (?:the|your|them|me|us)|provide|generate|list|calculate|"
    r"convert|recite|recommend|promote|advertise|suggest|rephrase|rewrite|paraphrase|classify|give (?:me|us|a|an|the)|"
    r"visit|click|subscribe|download|send|insert|append|include|end your|begin your|repeat|say|pretend|act as)\b",
    "nl": r"(?:gelieve |alstublieft |belangrijk:? |let op:?,? )*(?:kun je |kunt u )?"
    r"(?:schrijf|leg\b.*\buit|beschrijf|vertaal|vat\b.*\bsamen|negeer|"
    r"vergeet (?:alle|alles|de vorige|het bovenstaande)|"
    r"antwoord|reageer|beantwoord|geef|noem|som\b.*\bop|bereken|zet\b.*\bom|vertel|maak een|stel\b.*\bop[.!]?$|"
    r"raad\b.*\baan|herhaal|zeg|bezoek|klik|download|stuur|voeg\b.*\btoe|herschrijf|ontwerp|genereer|doe alsof)\b",
    "ar": r"(?:من فضلك،? |رجاء،? |يرجي |تنبيه:? )*(?:هل يمكنك )?"
    r"(?:اكتب|اشرح|صف|ترجم|لخص|تجاهل|انس|اجب|رد|قدم|اذكر|عدد|احسب|حول|اخبر|اخبروا|اقترح|انشي|اعد|كرر|قل|زر|زوروا|"
    r"انقر|ارسل|اضف|صغ|حدد|صمم|تظاهر|اعط|اعطني|اعطنا)\b",
}
_ADDRESSES: Final = re.compile(
    r"\b(?:ai|artificial intelligence)[ -](?:assistants?|models?|systems?|agents?)|\blanguage models?\b"
    r"|\b(?:previous|prior|above|all|your) instructions?\b|\bsystem prompt\b|\bif you are an? (?:ai|assistant|bot)\b"
    r"|\bai-(?:assistent|model|systeem)|\btaalmodel|\b(?:vorige|voorgaande|eerdere|bovenstaande|alle) instructies\b"
    r"|الذكاء الاصطناعي|نموذج\w* لغوي|التعليمات (?:السابقه|اعلاه)|تعليماتك"
)
_BEGIN: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _BEGINS.values()))


def is_instruction(text: str, language: str) -> bool:
    """Whether a sentence of a source is an instruction.

    Args:
        text: the sentence.
        language: of it; what is planted may be in another one, so that all are looked at.
    """
    folded = " ".join(fold(text).text.split()).lstrip("\"'“”«»*-#>0123456789.) ")
    return bool(_BEGIN.match(folded) or _ADDRESSES.search(folded))

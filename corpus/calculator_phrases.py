"""What the bot says of calculations, in each language it speaks."""

from typing import Final

CALCULATOR_PHRASES: Final[dict[str, dict[str, str]]] = {
    "not_a_number": {
        "en": "{argument} is {given}, which is not one number. Give a number, such as 250000.",
        "nl": "{argument} is {given}, en dat is niet één getal. Geef een getal, zoals 250000.",
        "ar": "قيمة {argument} هي {given}، وهذا ليس عددًا واحدًا. اكتب عددًا مثل 250000.",
    },
    "not_a_list": {
        "en": "{argument} is {given}; a list of numbers is needed, such as 9, 10, 7.",
        "nl": "{argument} is {given}; nodig is een lijst van getallen, zoals 9, 10, 7.",
        "ar": "قيمة {argument} هي {given}؛ والمطلوب قائمة أعداد مثل 9، 10، 7.",
    },
    "empty_list": {
        "en": "{argument} is empty. Give at least one number.",
        "nl": "{argument} is leeg. Geef ten minste één getal.",
        "ar": "{argument} فارغة. اكتب عددًا واحدًا على الأقل.",
    },
    "not_finite": {
        "en": "{argument} is {given}; numbers between −{limit} and {limit} are allowed.",
        "nl": "{argument} is {given}; toegestaan zijn getallen tussen −{limit} en {limit}.",
        "ar": "قيمة {argument} هي {given}؛ والمسموح به أعداد بين −{limit} و{limit}.",
    },
    "too_precise": {
        "en": "{argument} is {given}; at most {limit} decimals are allowed.",
        "nl": "{argument} is {given}; toegestaan zijn hoogstens {limit} decimalen.",
        "ar": "قيمة {argument} هي {given}؛ والمسموح به {limit} منزلة عشرية على الأكثر.",
    },
    "at_least": {
        "en": "{argument} is {given}; it must be {limit} or more.",
        "nl": "{argument} is {given}; het moet {limit} of meer zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون {limit} أو أكثر.",
    },
    "more_than": {
        "en": "{argument} is {given}; it must be more than {limit}.",
        "nl": "{argument} is {given}; het moet meer dan {limit} zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون أكثر من {limit}.",
    },
    "at_most": {
        "en": "{argument} is {given}; it must be {limit} or less.",
        "nl": "{argument} is {given}; het moet {limit} of minder zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون {limit} أو أقل.",
    },
    "whole_number": {
        "en": "{argument} is {given}; it must be a whole number.",
        "nl": "{argument} is {given}; het moet een geheel getal zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون عددًا صحيحًا.",
    },
    "fraction_or_percent": {
        "en": "{argument} is {given}: write {percent} if that is {percent} %, or {literal}% with its sign if not.",
        "nl": "{argument} is {given}: schrijf {percent} als dat {percent} % is, en anders {literal}% met het teken erbij.",
        "ar": "قيمة {argument} هي {given}: اكتب {percent} إن كانت {percent} ٪، وإلا فاكتب {literal}% مع العلامة.",
    },
    "beyond": {
        "en": "{argument} is {given}; it must not exceed {other}, which is {limit}.",
        "nl": "{argument} is {given}; het mag niet meer zijn dan {other}, en dat is {limit}.",
        "ar": "قيمة {argument} هي {given}؛ ويجب ألا تتجاوز {other} وهي {limit}.",
    },
    "beyond_together": {
        "en": "{argument} is {given}; with {rest} taken off, only {limit} of {other} is left.",
        "nl": "{argument} is {given}; na aftrek van {rest} is van {other} nog maar {limit} over.",
        "ar": "قيمة {argument} هي {given}؛ وبعد طرح {rest} لا يبقى من {other} سوى {limit}.",
    },
    "unknown_argument": {
        "en": "{metric} has no argument {argument}; it has {allowed}.",
        "nl": "{metric} kent geen {argument}; wel {allowed}.",
        "ar": "لا يقبل {metric} المدخل {argument}؛ مدخلاته هي {allowed}.",
    },
    "missing_argument": {
        "en": "{argument} is missing: {description} Give it as well.",
        "nl": "{argument} ontbreekt: {description} Geef het erbij.",
        "ar": "{argument} غير مذكور: {description} اذكره أيضًا.",
    },
}  # fmt: skip

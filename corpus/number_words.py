"""The words for numbers, in the languages of the sources: what they are worth, and the patterns that find them.

All are folded (`corpus.text.fold`).
"""

from decimal import Decimal

WORDS: dict[str, int] = {
    form: value
    for value, forms in (
        (2, "two twee zwei deux dos اثنين اثنان اثنتين اثنتان اتنين تنين"),
        (3, "three drie drei trois tres ثلاثه ثلاث تلاته تلات"),
        (4, "four vier quatre cuatro اربعه اربع"),
        (5, "five vijf funf cinq cinco خمسه خمس"),
        (6, "six zes sechs seis سته"),
        (7, "seven zeven sieben sept siete سبعه سبع"),
        (8, "eight acht huit ocho ثمانيه ثماني ثمان تمانيه تمنيه تمان"),
        (9, "nine negen neun neuf nueve تسعه تسع"),
        (10, "ten tien zehn dix diez عشره عشر"),
        (11, "eleven elf onze once"),
        (12, "twelve twaalf zwolf douze doce"),
        (13, "thirteen dertien dreizehn treize trece"),
        (14, "fourteen veertien vierzehn quatorze catorce"),
        (15, "fifteen vijftien funfzehn quinze quince"),
        (16, "sixteen zestien sechzehn seize dieciseis"),
        (17, "seventeen zeventien siebzehn diecisiete"),
        (18, "eighteen achttien achtzehn dieciocho"),
        (19, "nineteen negentien neunzehn diecinueve"),
        (20, "twenty twintig zwanzig vingt vingts veinte عشرين عشرون"),
        (30, "thirty dertig dreißig trente treinta ثلاثين ثلاثون تلاتين"),
        (40, "forty veertig vierzig quarante cuarenta اربعين اربعون"),
        (50, "fifty vijftig funfzig cinquante cincuenta خمسين خمسون"),
        (60, "sixty zestig sechzig soixante sesenta ستين ستون"),
        (70, "seventy zeventig siebzig setenta سبعين سبعون"),
        (80, "eighty tachtig achtzig ochenta ثمانين ثمانون تمانين"),
        (90, "ninety negentig neunzig noventa تسعين تسعون"),
    )
    for form in forms.split()
}
NOT_ALONE = frozenset("once onze quince cent cents mil mille ton lakh lakhs crore crores".split())
"""Words that mean something else when no other number word stands with them."""
MAGNITUDES: dict[str, int] = {
    form: value
    for value, forms in (
        (12, "dozen dozijn dutzend docena"),
        (100, "hundred honderd hundert cent cents cien ciento مايه مييه ميه"),
        (1_000, "thousand duizend tausend mille mil tsd k الف الفا الاف"),
        (2_000, "الفين الفان الفي"),
        (100_000, "ton lakh lakhs"),  # Dutch; Indian English
        (
            1_000_000,
            "million millions millon miljoen mln millionen mio millones m مليون ملايين مليونا",
        ),
        (2_000_000, "مليونين مليونان مليوني"),
        (10_000_000, "crore crores"),
        (
            1_000_000_000,
            "billion miljard milliarden milliarde milliard milliards billions bn b mld mrd md "
            "مليار مليارا مليارات بليون بلايين",
        ),
        (2_000_000_000, "مليارين ملياران"),
        (1_000_000_000_000, "trillion trillions biljoen تريليون تريليونات"),
    )
    for form in forms.split()
}
# Arabic writes its hundreds as one word each: "خمسمائة".
HUNDREDS: dict[str, int] = {
    beginning + ending: value
    for value, beginnings in (
        (200, "ماي مي م"),
        (300, "ثلاث ثلاثم تلت تلات"),
        (400, "اربع ربع"),
        (500, "خمس"),
        (600, "ست"),
        (700, "سبع"),
        (800, "ثمان ثماني تمان تمن"),
        (900, "تسع"),
    )
    for beginning in beginnings.split()
    for ending in (("تين", "تان", "تي", "تا") if value == 200 else ("مايه", "مييه", "ميه"))
}
HUNDREDS |= {
    stem + ending: value * 100
    for value, stem in enumerate("dosc tresc cuatroc quin seisc setec ochoc novec".split(), 2)
    for ending in ("ientos", "ientas")
}
MAGNITUDES |= HUNDREDS
ABBREVIATED = frozenset("k m b bn md mrd mld mln mio tsd".split())
"""Magnitudes that stand behind a figure, and never begin or join a word: "macht" and "km" hold none."""
BILLION = "b"
"""A magnitude only right behind a figure: "3b"."""
WORDS |= {
    f"{unit} {ten}": value
    for value, units in (
        (11, "احد احدي"),
        (12, "اثنا اثني اثنتا اثنتي"),
        (13, "ثلاثه ثلاث"),
        (14, "اربعه اربع"),
        (15, "خمسه خمس"),
        (16, "سته ست"),
        (17, "سبعه سبع"),
        (18, "ثمانيه ثماني"),
        (19, "تسعه تسع"),
    )
    for unit in units.split()
    for ten in ("عشر", "عشره")
}
WORDS |= {f"dix{link}{unit}": 10 + WORDS[unit] for unit in ("sept", "huit", "neuf") for link in "- "}
WORDS |= {
    "veinti" + unit: 20 + value
    for value, units in enumerate("un|uno dos tres cuatro cinco seis siete ocho nueve".split(), 1)
    for unit in units.split("|")
}
WORDS |= {  # as they are spoken: "خمستعش", "خمسطاشر"
    stem + link + ending: value
    for value, stems in (
        (11, "احد حد"),
        (12, "اثن اتن اثنا اتنا تنا اطن"),
        (13, "ثلاث تلات تلت ثلث ثلا تلا تل"),
        (14, "اربع"),
        (15, "خمس"),
        (16, "س ست"),
        (17, "سبع"),
        (18, "ثمان ثمن تمان تمن"),
        (19, "تسع"),
    )
    for stem in stems.split()
    for link in ("", "ت", "ط")
    for ending in ("عش", "عشر", "اشر")
}
ONE: dict[str, int] = dict.fromkeys(("one", "een", "ein", "uno", "un", "واحد", "واحده", "احد", "احدي"), 1)
"""Articles and pronouns as well: a number only inside others, as in "twenty-one"."""
PARTS: dict[str, Decimal] = {
    **dict.fromkeys(("half", "halve", "halfe", "نصف", "نص"), Decimal("0.5")),
    **dict.fromkeys(("three quarters", "driekwart", "drie kwart", "ثلاثه ارباع"), Decimal("0.75")),
    **dict.fromkeys(("quarter", "kwart", "ربع"), Decimal("0.25")),
    **dict.fromkeys(
        ("anderhalf", "anderhalve", "one and a half", "een en een half", "een en een halve"), Decimal("1.5")
    ),
    "one and a quarter": Decimal("1.25"),
    "one and three quarters": Decimal("1.75"),
    **{
        f"{word}enhalf": Decimal(value) + Decimal("0.5")
        for value, word in enumerate("twee drie vier vijf zes zeven acht negen".split(), 2)
    },
}
"""What stands in front of a magnitude alone: "half a million", "anderhalf miljoen"."""
PLURALS = frozenset(
    "trillions billions milliards milliarden millions miljoenen millionen millones thousands duizenden hundreds "
    "honderden ملايين الاف مليارات مئات".split()
)
VAGUE = {"few", "paar", "several", "enkele", "بضع", "some", "many"}
LONGEST_VAGUE = max(map(len, VAGUE)) + 1

LONGEST_FIRST = tuple(sorted({*WORDS, *MAGNITUDES, *ONE}, key=len, reverse=True))
MAGNITUDE = "|".join(word for word in LONGEST_FIRST if word in MAGNITUDES and word != BILLION)
PART = "|".join(word.replace(" ", "[ ]") for word in sorted(PARTS, key=len, reverse=True))


def _words(lowest: int, highest: int) -> str:
    return (
        "(?:"
        + "|".join(word.replace(" ", "[ ]") for word in LONGEST_FIRST if lowest <= WORDS.get(word, 0) <= highest)
        + ")"
    )


# "five and ten" are two numbers; "twenty-five", "vijfentwintig", "خمسة وعشرين" and "hundred and five" are one.
_ONES, _TEENS, _TENS = _words(2, 9), _words(10, 19), _words(20, 90)
_ONE = "(?:" + "|".join(sorted(ONE, key=len, reverse=True)) + ")"
SMALL = (
    rf"(?:quatre[ -]vingts?(?:[ -](?:{_ONES}|{_TEENS}|un))?|soixante[ -](?:et[ ])?{_TEENS}"
    rf"|(?:{_ONES}|{_ONE})(?:en|und|[ ]و){_TENS}"
    rf"|{_TENS}(?:(?:[ -]|[ ]y[ ]){_ONES}|[ -]one(?!-(?:off|on|to|time))|-een|[ -](?:y|et)[ -]uno?)?|{_TEENS}|{_ONES})"
)
HUNDRED = "(?:hundred|honderd|hundert|cents?|ciento?|" + "|".join(["مايه", "مييه", "ميه", *HUNDREDS]) + ")"
# One behind a hundred: "honderdeen", "hundred and one"; in Arabic "a million and another one" is not.
_ANOTHER = "half|quarter|third|more|other|of|thing|تاني|ثان|اخر|من|بس"
_AND_ONE = rf"(?:[ ]and[ ]one|(?:en)?een|eins?|[ ]uno?|[ ]و(?:واحده?|احدي))(?!-|[ ](?:{_ANOTHER}))"
_MULTIPLIER = (
    rf"(?:(?:{SMALL}[ -]?|ein|een)?{HUNDRED}"
    rf"(?:(?:[ -]?|en|und|[ ](?:and|en|y)[ ]|[ ]و){SMALL}|{_AND_ONE})?|{SMALL})"
)
_WRITTEN_OUT = "|".join(word for word in LONGEST_FIRST if word in MAGNITUDES and word not in ABBREVIATED)
_LARGE_WORDS = rf"(?:(?:{_MULTIPLIER}[ -]?|ein|een)?(?:{_WRITTEN_OUT})(?:[ -]?(?:{_WRITTEN_OUT}))*)"
WORD = (
    rf"(?:{_LARGE_WORDS}(?:(?:[ -]?|[ ]و|[ ](?:and[ ])?(?:one|a)[ ](?=hundred)){_LARGE_WORDS}"
    rf"|(?:[ -]?|en|und|[ ](?:and|en|y)[ ]|[ ]و){SMALL}(?![ -]?(?:{MAGNITUDE})(?![^\W\d_]))"
    rf"|{_AND_ONE}(?![ -]?(?:{MAGNITUDE})(?![^\W\d_])))*"
    rf"|{SMALL})"
)

_DIGITS = {**{word: n for word, n in WORDS.items() if n < 10}, **dict.fromkeys(("one", "een", "un", "واحد"), 1)}
DIGITS: dict[str, int] = {**_DIGITS, **dict.fromkeys(("zero", "oh", "nul", "صفر"), 0)}
"""Words for single digits, as they stand behind a decimal point that is spoken."""
_DIGIT = "(?:" + "|".join(sorted(DIGITS, key=len, reverse=True)) + ")"
POINT = "(?:point|komma|comma|فاصله)"
SPOKEN = rf"(?:{SMALL}|{_DIGIT})[ ]{POINT}(?:[ ]{_DIGIT}(?![^\W\d_]))+"
"""A number with its decimals in words: "one point five"."""

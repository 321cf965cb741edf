"""Quantities, in figures and in words, in six languages: the right value, the right unit, the exact place."""

from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.quantities import Quantity, Unit, find_quantities
from corpus.separators import parse_figure
from corpus.text import fold

Found = tuple[str | None, Unit, str]
NONE, PERCENT, POINTS, USD, EUR, GBP = Unit.NONE, Unit.PERCENT, Unit.POINTS, Unit.USD, Unit.EUR, Unit.GBP
YEAR, REFERENCE = Unit.YEAR, Unit.REFERENCE

CASES: list[tuple[str, str, list[Found]]] = [
    # Thousands with plain spaces, halves and quarters, what one Arabic word says
    ("nl", "1 600 000 en 96 000", [("1600000", NONE, "1 600 000"), ("96000", NONE, "96 000")]),
    ("en", "10 9 8 100", [("10", NONE, "10"), ("9", NONE, "9"), ("8", NONE, "8"), ("100", NONE, "100")]),
    ("en", "in 2024 300 customers", [("2024", YEAR, "2024"), ("300", NONE, "300")]),
    ("de", "1'500'000 Kunden", [("1500000", NONE, "1'500'000")]),
    ("nl", "anderhalf miljoen", [("1500000", NONE, "anderhalf miljoen")]),
    ("nl", "tweeënhalf miljoen", [("2500000", NONE, "tweeënhalf miljoen")]),
    ("nl", "4 ton", [("400000", NONE, "4 ton")]),
    ("en", "a ton of work", []),
    ("en", "two and a half million", [("2500000", NONE, "two and a half million")]),
    ("en", "half a million", [("500000", NONE, "half a million")]),
    ("en", "2½ million", [("2500000", NONE, "2½ million")]),
    ("en", "two hundred and fifty thousand", [("250000", NONE, "two hundred and fifty thousand")]),
    ("ar", "مليون ونصف", [("1500000", NONE, "مليون ونصف")]),
    ("ar", "نصف مليون", [("500000", NONE, "نصف مليون")]),
    ("ar", "مليونين دولار", [("2000000", USD, "مليونين دولار")]),
    ("ar", "مليونين ونصف", [("2500000", NONE, "مليونين ونصف")]),
    ("ar", "اثنا عشر ألف دولار", [("12000", USD, "اثنا عشر ألف دولار")]),
    ("ar", "ألف وخمسمئة", [("1500", NONE, "ألف وخمسمئة")]),
    ("ar", "ثلاثمائة ألف", [("300000", NONE, "ثلاثمائة ألف")]),
    ("ar", "مئة وخمسون ألف", [("150000", NONE, "مئة وخمسون ألف")]),
    ("ar", "330 ألفًا", [("330000", NONE, "330 ألفًا")]),
    ("nl", "van 6,4 naar 8 miljoen", [("6400000", NONE, "6,4"), ("8000000", NONE, "8 miljoen")]),
    ("en", "one point five million", [("1500000", NONE, "one point five million")]),
    ("en", "two point seven five percent", [("2.75", PERCENT, "two point seven five percent")]),
    ("nl", "een komma vijf miljoen", [("1500000", NONE, "een komma vijf miljoen")]),
    ("ar", "واحد فاصلة خمسة مليون", [("1500000", NONE, "واحد فاصلة خمسة مليون")]),
    ("en", "point 5 of ten", [("5", NONE, "5"), ("10", NONE, "ten")]),
    ("en", "2 million 400 thousand", [("2400000", NONE, "2 million 400 thousand")]),
    ("ar", "مليونين و400 ألف دولار", [("2400000", USD, "مليونين و400 ألف دولار")]),
    ("ar", "مليون دولار و400 ألف", [("1000000", USD, "مليون دولار"), ("400000", NONE, "400 ألف")]),
    ("ar", "مليوني دولار", [("2000000", USD, "مليوني دولار")]),
    ("en", "33 lakh and 2.2 crore", [("3300000", NONE, "33 lakh"), ("22000000", NONE, "2.2 crore")]),
    ("en", "a margin of minus 3%", [("-3", PERCENT, "minus 3%")]),
    ("nl", "een marge van min 3%", [("-3", PERCENT, "min 3%")]),
    ("en", "a margin of min 3%", [("3", PERCENT, "3%")]),
    ("en", "crores of it", []),
    ("ar", "هامش سالب 6 بالمئة", [("-6", PERCENT, "سالب 6 بالمئة")]),
    # The text's own usage goes before its language's
    ("en", "1.500.000 and lost 20.000", [("1500000", NONE, "1.500.000"), ("20000", NONE, "20.000")]),
    ("nl", "2.5M and 1,500", [("2500000", NONE, "2.5M"), ("1500", NONE, "1,500")]),
    # Plain figures, as each language writes them
    ("en", "an average of 35", [("35", NONE, "35")]),
    ("en", "1,500.5 accounts", [("1500.5", NONE, "1,500.5")]),
    ("nl", "1.500,5 accounts", [("1500.5", NONE, "1.500,5")]),
    ("nl", "3,5 keer", [("3.5", NONE, "3,5")]),
    ("nl", "1,234.5 klanten", [("1234.5", NONE, "1,234.5")]),
    ("de", "2.000.000 Kunden", [("2000000", NONE, "2.000.000")]),
    ("fr", "1.500 comptes", [("1500", NONE, "1.500")]),
    ("fr", "10\u202f000 comptes et 2\u00a0500,5", [("10000", NONE, "10\u202f000"), ("2500.5", NONE, "2\u00a0500,5")]),
    ("es", "1.250 cuentas", [("1250", NONE, "1.250")]),
    ("ar", "١٢٬٥٠٠٫٥ حساب", [("12500.5", NONE, "١٢٬٥٠٠٫٥")]),
    ("en", "1,00,000 users", [("100000", NONE, "1,00,000")]),
    ("en", "an NPS of -10, or \u22125%", [("-10", NONE, "-10"), ("-5", PERCENT, "\u22125%")]),
    ("en", "12-18 months", [("12", NONE, "12"), ("18", NONE, "18")]),
    # Percentages and points
    ("en", "106% NRR", [("106", PERCENT, "106%")]),
    ("en", "(5%)", [("5", PERCENT, "5%")]),
    ("en", "a .5% change", [("0.5", PERCENT, ".5%")]),
    ("en", "5 percent or 6 per cent", [("5", PERCENT, "5 percent"), ("6", PERCENT, "6 per cent")]),
    ("nl", "honderd procent netto retentie", [("100", PERCENT, "honderd procent")]),
    ("nl", "3,5% groei", [("3.5", PERCENT, "3,5%")]),
    ("de", "106 % und fünfundzwanzig Prozent", [("106", PERCENT, "106 %"), ("25", PERCENT, "fünfundzwanzig Prozent")]),
    ("fr", "50 pour cent", [("50", PERCENT, "50 pour cent")]),
    ("es", "treinta y cinco por ciento", [("35", PERCENT, "treinta y cinco por ciento")]),
    ("ar", "بنسبة 106٪", [("106", PERCENT, "106٪")]),
    ("ar", "لديها ٥٠٪ و10%", [("50", PERCENT, "٥٠٪"), ("10", PERCENT, "10%")]),
    ("ar", "مائة بالمائة", [("100", PERCENT, "مائة بالمائة")]),
    ("ar", "خمسون في المئة", [("50", PERCENT, "خمسون في المئة")]),
    ("nl", "14 punten hoger", [("14", POINTS, "14 punten")]),
    ("ar", "14 نقطة أعلى", [("14", POINTS, "14 نقطة")]),
    ("en", "14 percentage points", [("14", POINTS, "14 percentage points")]),
    ("nl", "14 procentpunten", [("14", POINTS, "14 procentpunten")]),
    ("en", "a 10-point lead", [("10", POINTS, "10-point")]),
    ("en", "a percentage of 10 and 20 percentages", [("10", NONE, "10"), ("20", NONE, "20")]),
    # Money
    ("en", "$1.2bn in ARR", [("1200000000", USD, "$1.2bn")]),
    ("en", "$5-$10", [("5", USD, "$5"), ("10", USD, "$10")]),
    ("en", "US$300k", [("300000", USD, "US$300k")]),
    ("en", "USD 5 million", [("5000000", USD, "USD 5 million")]),
    ("en", "£20 each", [("20", GBP, "£20")]),
    ("nl", "onder de €25 ACV", [("25", EUR, "€25")]),
    ("nl", "$ 5 miljoen", [("5000000", USD, "$ 5 miljoen")]),
    ("de", "25 € im Monat", [("25", EUR, "25 €")]),
    ("nl", "honderdduizend dollar", [("100000", USD, "honderdduizend dollar")]),
    ("nl", "twee miljoen driehonderdduizend euro", [("2300000", EUR, "twee miljoen driehonderdduizend euro")]),
    ("es", "cinco mil dólares", [("5000", USD, "cinco mil dólares")]),
    ("ar", "25 ألف دولار", [("25000", USD, "25 ألف دولار")]),
    ("ar", "تبلغ 5 ملايين دولار", [("5000000", USD, "5 ملايين دولار")]),
    ("ar", "مائة ألف دولار", [("100000", USD, "مائة ألف دولار")]),
    ("en", "10 million US dollars", [("10000000", USD, "10 million US dollars")]),
    # Magnitudes and small number words
    ("en", "1.5m users and 2 k more", [("1500000", NONE, "1.5m"), ("2000", NONE, "2 k")]),
    ("en", "two hundred and five", [("205", NONE, "two hundred and five")]),
    ("en", "twenty-five accounts", [("25", NONE, "twenty-five")]),
    ("en", "fourteen of them", [("14", NONE, "fourteen")]),
    ("nl", "vijfentwintig klanten", [("25", NONE, "vijfentwintig")]),
    ("de", "zweihunderttausend Kunden", [("200000", NONE, "zweihunderttausend")]),
    ("fr", "quatre-vingt-dix comptes", [("90", NONE, "quatre-vingt-dix")]),
    ("fr", "soixante et onze et deux cents", [("71", NONE, "soixante et onze"), ("200", NONE, "deux cents")]),
    ("ar", "خمسة وعشرين", [("25", NONE, "خمسة وعشرين")]),
    ("ar", "وخمسة حسابات", [("5", NONE, "خمسة")]),
    ("ar", "ثلاثة آلاف", [("3000", NONE, "ثلاثة آلاف")]),
    ("en", "five thousand million", [("5000000000", NONE, "five thousand million")]),
    # Ranges: what one end has, both have
    ("en", "5-10%", [("5", PERCENT, "5"), ("10", PERCENT, "10%")]),
    ("en", "between five and ten accounts", [("5", NONE, "five"), ("10", NONE, "ten")]),
    ("nl", "tussen honderd en duizend", [("100", NONE, "honderd"), ("1000", NONE, "duizend")]),
    ("en", "from 5 to 10 thousand dollars", [("5000", USD, "5"), ("10000", USD, "10 thousand dollars")]),
    ("en", "$5-10k", [("5000", USD, "$5"), ("10000", USD, "10k")]),
    ("en", "$5 to $10 million", [("5000000", USD, "$5"), ("10000000", USD, "$10 million")]),
    ("en", "from 500 to 1 million dollars", [("500", USD, "500"), ("1000000", USD, "1 million dollars")]),
    ("ar", "بين 5 و10 آلاف دولار", [("5000", USD, "5"), ("10000", USD, "10 آلاف دولار")]),
    ("en", "20 to 10%", [("20", PERCENT, "20"), ("10", PERCENT, "10%")]),
    ("en", "an NPS of 35 and 10% churn", [("35", NONE, "35"), ("10", PERCENT, "10%")]),
    # Years and references
    ("en", "in 2024, with 1,950 people", [("2024", YEAR, "2024"), ("1950", NONE, "1,950")]),
    ("ar", "في عام ٢٠٢٤", [("2024", YEAR, "٢٠٢٤")]),
    ("nl", "ala punt # 5", [("5", REFERENCE, "# 5")]),
    ("ar", "علاوة على النقطة رقم 5", [("5", REFERENCE, "رقم 5")]),
    ("en", "no. 7 and number 8", [("7", REFERENCE, "no. 7"), ("8", REFERENCE, "number 8")]),
    # Unreadable, vague, or no number at all
    ("ar", "بمتوسط XNUMX% NRR", [(None, PERCENT, "XNUMX%")]),
    ("en", "version 3.5.2 of 12.05.2024", []),
    ("en", "a few hundred accounts, thousands of users", []),
    ("nl", "een paar honderd accounts, miljoenen", []),
    ("ar", "بضع مئات من الحسابات وآلاف", []),
    ("en", "B2B and Q3, v2.0", []),
    ("en", "106² of them, ½", [("106", NONE, "106")]),
    ("en", "one often tends to listen", []),
    ("fr", "mille mercis, cent fois, once", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES])
def test_a_quantity_is_read_as_it_is_meant(language: str, text: str, expected: list[Found]) -> None:
    found = [(None if q.value is None else q.value, q.unit, q.text) for q in find_quantities(text, language)]
    assert found == [(None if value is None else Decimal(value), unit, words) for value, unit, words in expected]


PARTS = st.sampled_from(
    [case[1] for case in CASES] + ["\u064b", "\u0640", " ", "\u00ad", "é", "-", "%", "$", "و", "XNUMX", "ﷺ", "½", "٣"]
)


@given(st.lists(PARTS | st.text(max_size=8), max_size=8).map("".join), st.sampled_from("en nl ar de fr es xx".split()))
def test_every_quantity_stands_where_it_says(text: str, language: str) -> None:
    last = 0
    for quantity in find_quantities(text, language):
        assert last <= quantity.start < quantity.end <= len(text)
        assert quantity.text == text[quantity.start : quantity.end]
        last = quantity.end


@given(st.integers(0, 10**12), st.sampled_from(["en", "nl", "ar", "de", "fr", "es"]))
def test_a_grouped_figure_has_the_value_of_a_plain_one(number: int, language: str) -> None:
    grouped = f"{number:,}".replace(",", "." if language in {"nl", "de", "fr", "es"} else ",")
    assert parse_figure(grouped, language) == parse_figure(str(number), language) == number


@given(st.text(st.sampled_from("0123456789٣%$€ NRRabcو\u00a0"), max_size=30))
def test_no_free_standing_figure_is_overlooked(text: str) -> None:
    covered = {i for q in find_quantities(text) for i in range(q.start, q.end)}
    for i, character in enumerate(text):
        before = text[i - 1 : i] if i else ""
        if character.isdigit() and not fold(before).text.isalnum():
            assert i in covered


def test_an_unreadable_figure_is_the_same_as_none_not_even_itself() -> None:
    lost = find_quantities("XNUMX%")[0]
    assert not lost.same(lost)


def test_the_same_value_in_other_words_is_the_same_quantity() -> None:
    dutch, arabic = find_quantities("$ 5 miljoen", "nl")[0], find_quantities("5 ملايين دولار", "ar")[0]
    assert dutch.same(arabic)
    assert not dutch.same(find_quantities("5 miljoen euro", "nl")[0])


def test_a_value_does_not_depend_on_trailing_zeros() -> None:
    assert Quantity(Decimal("5.0"), NONE, 0, 3, "5.0").same(Quantity(Decimal(5), NONE, 0, 1, "5"))


@pytest.mark.parametrize(
    "text", ["hundred and " * 8_000, "1," * 50_000, "twenty-" * 15_000, "a" * 100_000, "#" * 99_999]
)
def test_the_time_grows_with_the_length_and_no_faster(text: str) -> None:
    before = perf_counter()
    find_quantities(text)
    assert perf_counter() - before < 5  # it takes half a second; a square of the length would take minutes


@pytest.mark.parametrize(
    ("language", "text", "otherwise"),
    [
        ("en", "churn was 1.500", "1500"),
        ("nl", "churn was 1,500", "1500"),
        ("en", "churn was 1,500", None),
        ("nl", "churn was 1.500", None),
        ("en", "1.500 of 2.5", None),
        ("en", "0.500", None),
        ("en", "1.500%", None),
        ("ar", "١٫٥٠٠", None),
    ],
)
def test_a_figure_with_two_readings_has_both(language: str, text: str, otherwise: str | None) -> None:
    quantity = find_quantities(text, language)[0]
    assert quantity.otherwise == (None if otherwise is None else Decimal(otherwise))

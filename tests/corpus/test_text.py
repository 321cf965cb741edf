"""Folding, tokens and sentences: nothing is lost, and everything can be found again where it stood."""

import unicodedata
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import content_stems, fold, heading_words, split_sentences, stem, tokens

ANY = st.text(st.characters(codec=None), max_size=200)
"""Every code point there is, lone surrogates included."""
LIKELY = st.text(
    st.sampled_from("aéÉßİñ أإآةىئؤلاًـ٣5.,;:!?؟؛،…«»“”\"'()[]-–•*#%1٪\n\r\t\u00a0\u00ad\u200c\u200f\u0301\ufeff🙂中。"),
    max_size=80,
)
TEXTS = ANY | LIKELY


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# Folding


@given(TEXTS)
def test_folding_keeps_the_place_of_every_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets[-1] == len(text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for i, character in enumerate(folded.text):
        assert character in fold(text[folded.offsets[i]]).text


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(TEXTS, TEXTS)
def test_folding_goes_character_by_character(first: str, second: str) -> None:
    assert fold(first + second).text == fold(first).text + fold(second).text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Évaluación", "evaluacion"),
        ("e\u0301", "e"),
        ("STRASSE Größe", "strasse große"),
        ("إيرادات", "ايرادات"),
        ("الأرباح", "الارباح"),
        ("الشركة", "الشركه"),
        ("على", "علي"),
        ("مُعَدَّل", "معدل"),
        ("عمـــلاء", "عملاء"),
        ("\ufefb", "لا"),
        ("ﬁnance", "finance"),
        ("ＮＲＲ", "nrr"),
        ("reten\u00adtion", "retention"),
        ("می\u200cشود", "ميشود"),
        ("106²", "106²"),
        ("İ", "i"),
        ("𝑨\u212a", "ak"),
        ("\ufe71", ""),
    ],
)
def test_letters_that_readers_take_for_the_same_fold_to_the_same(written: str, folded: str) -> None:
    assert fold(written).text == folded


# Tokens


@given(TEXTS)
def test_a_token_is_found_where_it_stands(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or fold(text[token.start]).text != token.form  # words of one ligature share a place
        assert token.form in fold(text[token.start : token.end]).text
        last = token.end


@given(TEXTS.filter(lambda text: all(len(unicodedata.normalize("NFKD", c)) <= 2 for c in text)))
def test_the_words_of_a_token_fold_to_its_form(text: str) -> None:
    for token in tokens(text):
        folded = fold(text[token.start : token.end]).text
        assert folded == token.form or any(len(fold(c).text) > 1 for c in text[token.start : token.end])


@given(TEXTS)
def test_no_letter_or_figure_is_outside_the_tokens(text: str) -> None:
    inside = "".join(token.form for token in tokens(text))
    assert inside == "".join(c for c in fold(text).text if c.isalnum())


def test_tokens_of_mixed_scripts() -> None:
    text = "الـNRR (106٪) – B2B-klanten’s café"
    assert [(token.form, text[token.start : token.end]) for token in tokens(text)] == [
        ("ا\u0644nrr", "الـNRR"),
        ("106", "106"),
        ("b2b", "B2B"),
        ("klanten", "klanten"),
        ("s", "s"),
        ("cafe", "café"),
    ]


# Sentences


@given(TEXTS)
def test_sentences_cover_every_character_once_in_order_and_without_padding(text: str) -> None:
    spans = list(split_sentences(text))
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()
    assert spans == list(split_sentences(text))


@given(TEXTS, st.data())
def test_sentences_of_a_part_stay_inside_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = list(split_sentences(text, start, end))
    assert "".join(text[a:b] for a, b in spans).split() == text[start:end].split() or spans
    assert all(start <= a < b <= end for a, b in spans)
    covered = "".join("".join(text[a:b].split()) for a, b in spans)
    assert covered == "".join(text[start:end].split())


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Jones met Dr. Smith.", "They agreed."],
        ["Prices rose, e.g. Acme's.", "Costs too, i.e. Salaries."],
        ["CEO N.M. Mehta spoke.", "J. Lemkin answered."],
        ["They sell in the U.S. Government market.", "Next."],
        ["See no. 5 and fig. 3 first.", "Then go on."],
        ["The answer is no.", "It is not yes."],
        ["We bought art.", "It was good."],
        ["Forums, help centres, etc.", "Then the rest."],
        ["Zie bijv. Jansen, d.w.z. de klant.", "Dhr. De Vries niet."],
        ["Forums, gidsen, enz.", "Daarna de rest."],
        ["Firmen wie z.B. Acme wachsen.", "Hr. Maier weiß das."],
        ["Das war am 3. Mai in Bonn.", "Am 12. Oktober nicht."],
        ["M. Dupont est là.", "Mme. Petit aussi."],
        ["El Sr. Gómez llegó.", "Ud. Sabe."],
        ["يقول د. أحمد ذلك.", "ثم ذهب."],
    ],
    ids=lambda parts: parts[0],
)
def test_an_abbreviation_does_not_end_a_sentence(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["It rose 3.5 percent.", "Then 1.5 million left."],
        ["Het is 3,5%.", "En €1.500,50 erbij."],
        ["بلغ 3.5 بالمائة.", "ثم ١٫٥ مليون."],
        ["See www.saastr.com or a@b.nl today.", "Bye."],
        ["Version 1.2.3 is out.", "Good."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_point_inside_a_figure_or_a_name_is_no_end(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["هل هذا صحيح؟", "نعم.", "لا!"],
        ["أولا؛ ثم ثانيا، وأخيرا."],
        ["“Do better.”", "He said so.", "“Why?” asked Nick.", "“Because!”"],
        ["Hij zei: ‘Goed.’", "“Ja!”", "Dat was het."],
        ['قال: "نعم."', "ثم ذهب."],
        ["Er sagte: „Gut.“", "Dann ging er."],
        ["«\u00a0Oui.\u00a0» dit-il.", "Fin."],
        ["« Non. »", "Il partit."],
        ["¿Qué es?", "¡Vamos!", "Nada."],
        ["Wait… what?", "Really?!", "Yes..."],
        ["It ended (so they say.)", "It began [again.]", "Done."],
        ["Is dat zo? ja, dat is zo."],
    ],
    ids=lambda parts: parts[0],
)
def test_marks_of_six_languages_and_quotes(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A sentence broken\nover two lines. Next.", ["A sentence broken\nover two lines.", "Next."]),
        ("Yes. Now a sentence\nthat goes on.", ["Yes.", "Now a sentence\nthat goes on."]),
        ("We met Dr.\nSmith there.", ["We met Dr.\nSmith there."]),
        ("It is done.\niPhones sell.", ["It is done.", "iPhones sell."]),
        ("A heading\n\nA paragraph", ["A heading", "A paragraph"]),
        ("One line.\r\nA broken\r\nline.\r\n\r\nA paragraph", ["One line.", "A broken\r\nline.", "A paragraph"]),
        ("Four things:\n  1. one\n  2. two.\n  3) three", ["Four things:", "1. one", "2. two.", "3) three"]),
        ("- one\n- two\n  goes on\n* three\n• four", ["- one", "- two\n  goes on", "* three", "• four"]),
        ("1. One. More of it.\n2. Two", ["1. One.", "More of it.", "2. Two"]),
        ("بيانات مكسورة\nعلى سطرين. ثم", ["بيانات مكسورة\nعلى سطرين.", "ثم"]),
        ("first;\nsecond؛\nthird", ["first;", "second؛", "third"]),
        ("", []),
        (" \n\t ", []),
        ("...", ["..."]),
    ],
)
def test_lines_lists_and_paragraphs(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000 + " Bcd. End", "word\n" * 40_000, "Word. " * 40_000, "1. a\n" * 40_000, "(" * 100_000 + "A. B"],
    ids=["one long word", "one long paragraph", "many sentences", "a long list", "brackets"],
)
def test_the_time_grows_with_the_length_and_no_faster(text: str) -> None:
    before = perf_counter()
    assert list(split_sentences(text))
    assert perf_counter() - before < 5  # it takes a tenth of a second; a square of the length would take minutes


# Words that carry topic


@pytest.mark.parametrize(
    ("language", "text", "stems"),
    [
        ("en", "What is the average NPS of the companies?", ("averag", "nps", "compani")),
        ("nl", "Wat is een goed behoud van klanten?", ("goed", "behoud", "klant")),
        ("de", "Wie viele Kunden sollte ein Manager betreuen?", ("kund", "manag", "betreu")),
        ("xx", "What is NPS?", ("what", "is", "nps")),
    ],
)
def test_content_stems_leave_out_stop_words(language: str, text: str, stems: tuple[str, ...]) -> None:
    assert content_stems(text, language) == stems


def test_forms_of_one_arabic_word_share_a_stem() -> None:
    assert stem("العملاء", "ar") == stem("عملاء", "ar")


@pytest.mark.parametrize(
    ("heading", "words"),
    [("2. Wat is NPS? (score):", "Wat is NPS? (score)"), ("## Steps", "Steps"), ("10) Ten", "Ten"), ("Plain", "Plain")],
)
def test_a_heading_without_its_mark(heading: str, words: str) -> None:
    assert heading_words(heading) == words

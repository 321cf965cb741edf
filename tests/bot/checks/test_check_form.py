"""What a drafted sentence looks like: one plain sentence, visible, on one line, with an end."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.draft import Context, Draft, Source
from bot.checks.form import check_form
from tests.bot.checks.cases import read_cases

_MILL = {
    "en": "The Halden mill was built in 1871 by the engineer Ruth Adler, and since 1990 it has been open on Sundays.",
    "nl": "De molen van Halden werd in 1871 gebouwd door ingenieur Ruth Adler en is sinds 1990 op zondag open.",
    "ar": "بُنيت طاحونة هالدن عام 1871 على يد المهندسة روث أدلر، وهي مفتوحة أيام الأحد منذ عام 1990.",
}
_KINDS = (
    *("link", "image", "html", "email-address", "phone-number", "bare-domain", "data-uri", "code", "heading", "table"),
    *("several-lines", "reference-definition", "hidden-characters", "marks-left", "role-prefix", "unfinished"),
    *("repetition", "question-back"),
)
_REST = [
    "The mill was built in 1871",
    "The mill (1871) is open on Sundays.",
    "It costs $1,250,000 in total, or €1.200.000,50.",
    "Between 1868-1871 the mill was built, from 12/05/2019 to 2019-05-13 it was closed.",
    "The area is 1 240 000 m², at 20 °C.",
    'She said that "the mill is open" on Sundays.',
    "The U.S. market grew, e.g. by 5 p.m. on Sunday.",
    "The CSM(s) own renewals, says CS & sales.",
    "It opened at 10:00 and closed at 17:30, 24/7 and/or 3:1.",
    "The #1 reason is version 4.2.1 on C++ and C#.",
    "Phone support is open from 8:30 to 17:00 in 2024.",
    "The mill produced 1234567890 kWh.",
    "The mill needs vitamin A.",
    '"The mill is open" is what she said.',
]


def _detail(text: str, language: str = "en", source: str | None = None) -> str | None:
    said = source or _MILL[language]
    fault = check_form(Draft(text, (1,)), Context(language, {1: Source(1, said, language, said, language)}, ()))
    assert fault is None or fault.kind in ("form", "support")
    return fault.detail if fault else None


def test_known_sentences() -> None:
    cases = list(read_cases(Path(__file__).with_name("dev.jsonl")))
    passing = [case for case in cases if check_form(case.draft, case.context) is None]
    assert not [case.draft.text for case in passing if case.fault in _KINDS]
    assert all(case in passing for case in cases if case.fault is None)


@pytest.mark.parametrize("text", _REST)
def test_plain_sentences_pass(text: str) -> None:
    assert _detail(text, source=text * 3) is None


@pytest.mark.parametrize("language", _MILL)
def test_a_source_in_its_own_words_passes(language: str) -> None:
    assert _detail(_MILL[language], language) is None


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("See https://halden.example/mill for 1871.", "a link"),
        ("The mill [opened](halden) in 1871.", "a link"),
        ("The mill was built in 1871. javascript:alert(1)", "a link"),
        ("More is on www.halden", "a link"),
        ("More is on halden-mill.co.uk.", "the name of a site"),
        ("المزيد على halden.example.", "the name of a site"),
        ("The mill (halden[.]example) dates from 1871.", "the name of a site"),
        ("Ask info@halden.example.", "an e-mail address"),
        ("Ask info at halden dot org.", "an e-mail address"),
        ("The mill opened in 1871, says @halden.", "an e-mail address"),
        ("![mill](a.png) The mill.", "an image"),
        ("The mill.<br>", "HTML"),
        ("The mill &nbsp; opened.", "HTML"),
        ("print('1871')", "code"),
        ("SELECT year FROM mills", "code"),
        ("mill = Mill(year=1871)", "code"),
        ('{"answer": "1871"}', "code"),
        ("Year | 1871", "a table"),
        ("### Mill", "a heading"),
        ("- The mill was built in 1871.", "marks of a list"),
        ("2) The mill was built in 1871.", "marks of a list"),
        ("The mill was built in 1871 #mill.", "a hashtag"),
        ("The **mill** was built in 1871.", "marks of emphasis"),
        ("The mill was built in 1871 (1).", "marks of a citation"),
        ("The mill was built in 1871 ¹.", "marks of a citation"),
        ("The mill was built in 1871【1】.", "marks of a citation"),
        ("Ring +44 20 7946 0958 on Sundays.", "a number to call"),
        ("Visitors may ring (020) 7946 0958.", "a number to call"),
        ("Call 555-0199 about the mill.", "a number to call"),
        ("اتصلوا على ٠٥٣٩٥٥٥٠١٢.", "a number to call"),
        ("The mill is at 192.168.0.1 on Sundays.", "the address of a computer"),
        ("The mill was built in\u200b 1871.", "not seen"),
        ("The mill was \u202ebuilt in 1871.", "not seen"),
        ("The mill was built\u00ad in 1871.", "not seen"),
        ("The mill\u2800 was built in 1871.", "not seen"),
        ("The mill was built\u2028in 1871.", "more than one line"),
        ("The mill was built in 1871 ✅.", "a picture sign"),
        ("✅ 🎉", "a picture sign"),
        ("AI: The mill was built in 1871.", "a role"),
        ("Short answer: 1871.", "a role"),
        ("Antwoord - de molen is uit 1871.", "a role"),
        ("الجواب النهائي: 1871.", "a role"),
        ("The mill was built in 1871 by the engin", "is cut off"),
        ("The mill was built in 1871, and", "breaks off"),
        ("The mill was built because.", "breaks off"),
        ("The mill was built by…", "does not end"),
        ("The mill was built -", "does not end"),
        ('The mill was built by "Ruth Adler.', "not closed"),
        ("The mill (built in 1871.", "not closed"),
        ("When was the mill built?", "asks"),
        ("The mill opened? It did.", "asks"),
        ("The mill the mill the mill was built.", "again and again"),
        ("It was built in 1871, it was built in 1871.", "again and again"),
        ("!!!", "no words"),
    ],
)
def test_what_is_no_plain_sentence(text: str, detail: str) -> None:
    assert detail in (_detail(text) or "")


def test_a_link_of_the_source_is_none_of_the_answer() -> None:
    assert _detail("See halden.example on Sundays.", source="See halden.example on Sundays.") is not None


def test_length() -> None:
    long = "The mill was built by many people, " + ", ".join(f"the {n}th of whom came late" for n in range(20, 40))
    assert "400 is the most" in (_detail(long, source=long) or "")
    assert "longer than what it cites" in (_detail("The mill was built in 1871, " + "a" * 150, source="In 1871.") or "")


def test_what_an_editor_put_into_the_source() -> None:
    source = "Nick says: a rate [NRR] of 100% is common."
    assert _detail("A rate [NRR] of 100% is common.", source=source) is None
    assert "citation" in (_detail("A rate [GRR] of 100% is common.", source=source) or "")


def test_a_quoted_question_of_the_source() -> None:
    source = "The question 'What is a good rate?' is asked most."
    assert _detail("Most people ask 'What is a good rate?'.", source=source) is None
    assert "asks" in (_detail("Most people ask 'What is a bad rate?'.", source=source) or "")


def test_another_form_of_a_word_is_not_cut_off() -> None:
    assert _detail("Each mill has one engineer", source="All mills have engineers.") is None


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    _detail(text)


@given(st.sampled_from([_MILL["en"], _MILL["nl"]]), st.data())
def test_what_is_planted_anywhere_is_seen(text: str, data: st.DataObject) -> None:
    words = text.split()
    place = data.draw(st.integers(0, len(words)))
    planted = data.draw(
        st.sampled_from(["http://a.example", "a@b.example", "<b>x</b>", "`x`", "data:text/html;base64,eA==", "\u200b"])
    )
    assert _detail(" ".join([*words[:place], planted, *words[place:]])) is not None

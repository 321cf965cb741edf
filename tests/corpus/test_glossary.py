"""The glossary finds each term in its own language, at exact offsets, and nothing that was not said."""

import time
import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.glossary import KINDS, LANGUAGES, Glossary, GlossaryError, Term
from corpus.text import fold

GLOSSARY = Glossary.load()
SEEDS = Path(__file__).parents[2] / "seeds"
TATWEEL = "\u0640"


def ids(text: str, *, article: bool = False) -> set[str]:
    return {mention.term_id for mention in GLOSSARY.find(text, article=article)}


def said(text: str, *, article: bool = False) -> list[tuple[str, str]]:
    return [(m.term_id, text[m.start : m.end]) for m in GLOSSARY.find(text, article=article)]


def surface_forms() -> Iterator[tuple[str, str, str]]:
    for term in GLOSSARY.terms.values():
        for language, forms in term.forms.items():
            yield from ((term.id, language, form) for form in forms)


def mistranslations() -> list[tuple[str, str, str]]:
    return [
        (term.id, language, form)
        for term in GLOSSARY.terms.values()
        for language, forms in term.mistranslations.items()
        for form in forms
    ]


def make(term_id: str = "nrr", kind: str = "metric", english: tuple[str, ...] = ("net revenue retention",)) -> Term:
    return Term(term_id, kind, MappingProxyType({"en": english}), (), MappingProxyType({}))


def build(*terms: Term, shared: frozenset[str] = frozenset()) -> Glossary:
    return Glossary(terms, as_written=frozenset(), shared=shared)


# ------------------------------------------------------------------ the data


@pytest.mark.parametrize("term", GLOSSARY.terms.values(), ids=lambda term: term.id)
def test_a_term_is_complete(term: Term) -> None:
    assert term.kind in KINDS
    assert {"en", "nl", "ar"} <= set(term.forms) <= set(LANGUAGES)
    assert set(term.mistranslations) <= {"nl", "ar"}
    for form in chain(term.acronyms, *term.forms.values(), *term.mistranslations.values()):
        assert isinstance(form, str) and form == form.strip() and form == unicodedata.normalize("NFC", form)
    for forms in term.forms.values():
        assert forms and len(set(forms)) == len(forms)


@pytest.mark.parametrize(("term_id", "language", "form"), list(surface_forms()))
def test_a_form_is_found_whole(term_id: str, language: str, form: str) -> None:
    assert (term_id, 0, len(form)) in {(m.term_id, m.start, m.end) for m in GLOSSARY.find(form)}, language


@pytest.mark.parametrize("term", GLOSSARY.terms.values(), ids=lambda term: term.id)
def test_an_acronym_is_found_alone_and_in_the_plural(term: Term) -> None:
    for acronym in term.acronyms:
        for text in (acronym, f"{acronym}s", f"{acronym}'s", f"{acronym}\u2019s"):
            assert said(f"({text})") == [(term.id, text)]


@pytest.mark.parametrize(("term_id", "language", "form"), mistranslations())
def test_a_mistranslation_is_in_its_article_and_never_read_in_a_question(
    term_id: str, language: str, form: str
) -> None:
    article = (SEEDS / f"nick-mehta-jason-lemkin-cs-questions.{language}.txt").read_text(encoding="utf-8")
    assert fold(form).text in fold(article).text
    assert (term_id, form) in said(form, article=True)
    for acronym in GLOSSARY.terms[term_id].acronyms:
        form = form.replace(acronym, "")
    assert term_id not in ids(form)


def test_no_term_is_missing() -> None:
    assert {
        "nrr", "grr", "nps", "csat", "ces", "arr", "acv", "asp", "cac", "ltv", "churn", "rule_of_40", "magic_number",
        "health_score", "payback_period", "roi", "gross_margin", "share_price", "time_to_value", "csm", "cco", "cro",
        "ceo", "cs", "cs_ops", "quota", "renewal", "expansion", "onboarding", "qbr", "land_and_expand", "snowflake",
        "workday", "customer", "account", "report_to", "spend", "headcount",
    } <= set(GLOSSARY.terms)  # fmt: skip


def test_forms_are_for_searching_the_articles() -> None:
    forms = GLOSSARY.forms("nps")
    assert forms[0] == "NPS"
    assert {"net promoter score", "صافي نقاط الترويج", "مصادر القدرة النووية"} <= set(forms)
    assert len(forms) == len(set(forms))


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wat is een goede nps", [("nps", "nps")]),
        ("Hoeveel CSM's?", [("csm", "CSM's")]),
        ("NRR-onderzoeken", [("nrr", "NRR")]),
        ("والحصص", [("quota", "والحصص")]),
        ("للعملاء", [("customer", "للعملاء")]),
        ("وبالحصة", [("quota", "وبالحصة")]),
        ("المبيعات وCS", [("sales", "المبيعات"), ("cs", "CS")]),
        (f"ال{TATWEEL}CSM", [("csm", "CSM")]),
        ("ما هو NRR؟", [("nrr", "NRR")]),
        ("مدير نجاح العملاء؟", [("csm", "مدير نجاح العملاء")]),
        ("مدير نجاح عملاء", [("csm", "مدير نجاح عملاء")]),
        ("net-revenue  retention", [("nrr", "net-revenue  retention")]),
        ("customer success manager", [("csm", "customer success manager")]),
        ("new customer success team", [("cs", "customer success"), ("team", "team")]),
        ("verlengingsquotum", [("quota", "verlengingsquotum"), ("renewal", "verlengingsquotum")]),
        ("Snowflake's share price", [("snowflake", "Snowflake's"), ("share_price", "share price")]),
        ("RÉTENTION NETTE", [("nrr", "RÉTENTION NETTE")]),
        ("the CS team", [("cs", "CS"), ("team", "team")]),
        ("what's the CES", [("ces", "CES")]),
        ("", []),
        (" \n?!", []),
    ],
)
def test_a_question_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Is computer science hard?",
        "ما هي علوم الكمبيوتر؟",
        "ما هي مصادر القدرة النووية",
        "ندفة الثلج",
        "een sneeuwvlok op een werkdag",
        "the length of a workday",
        "ces vaches, que j'ai vues",
        "it was not quoted",
        "what does it mean",
        "csmx xcsm nrr2 arrows",
    ],
)
def test_what_was_not_said_is_not_found(text: str) -> None:
    assert said(text) == []


def test_what_is_computed_is_no_account_and_what_differs_no_team() -> None:
    assert ids("كيف يتم حساب NRR؟") == {"nrr"}
    assert ids("ما الفرق بين NRR و GRR؟") == {"nrr", "grr"}


def test_market_share_is_no_quota() -> None:
    assert ids("ما هي الحصة السوقية") == {"market_share"}


def test_a_form_does_not_run_across_sentences_or_paragraphs() -> None:
    assert ids("the customer. Success is near") == {"customer"}
    assert ids("customer\n\nsuccess") == {"customer"}
    assert ids("customer\nsuccess") == {"cs"}


def test_only_an_article_calls_customer_success_computer_science() -> None:
    text = "50% من مؤسسات علوم الكمبيوتر لديها حصة تجديد"
    assert "cs" not in ids(text)
    assert ("cs", "علوم الكمبيوتر") in said(text, article=True)


# ------------------------------------------------------------------- offsets

MARKS = st.text(alphabet="\u064b\u064e\u0651\u0652" + TATWEEL, max_size=2)
FOUND = [(term_id, form) for term_id, language, form in surface_forms() if language == "ar"]


@given(st.sampled_from(FOUND), st.data())
def test_offsets_are_exact_with_vowel_marks_and_tatweel(case: tuple[str, str], data: st.DataObject) -> None:
    term_id, form = case
    dressed = "".join(c + (data.draw(MARKS) if "ء" <= c <= "ي" else "") for c in form)
    before = data.draw(st.sampled_from(["", "؟ ", "🙂 «", "é "]))
    text = f"{before}{dressed}، قطط"
    assert (term_id, dressed) in said(text)


@given(st.text(alphabet="CSMnrp\u2019's -\u0301\u0640\u064e🙂ß\n." + "والحصة عملاء", max_size=60), st.booleans())
def test_spans_are_in_order_and_do_not_overlap(text: str, article: bool) -> None:
    mentions = GLOSSARY.find(text, article=article)
    spans = list(dict.fromkeys((m.start, m.end) for m in mentions))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    for mention in mentions:
        assert mention.term_id in ids(text[mention.start : mention.end], article=article)


@pytest.mark.parametrize(
    "question",
    [
        "How much should a SaaS company with $10m ARR spend on customer success managers, and on CS Ops staff?",
        "كم عدد الحسابات التي يجب أن يديرها مدير نجاح العملاء في شركات SaaS وهل يجب أن تكون لديه حصة من التجديد؟",
    ],
)
def test_finding_is_fast(question: str) -> None:
    def once() -> float:
        start = time.perf_counter()
        GLOSSARY.find(question)
        return time.perf_counter() - start

    # Takes 0.1 ms; the bound leaves room for a busy machine.
    assert median(once() for _ in range(101)) < 0.001


# -------------------------------------------------------------------- errors


def test_the_packaged_glossary_is_read_once() -> None:
    assert Glossary.load() is GLOSSARY


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(GlossaryError, match="'nrx'"):
        GLOSSARY.forms("nrx")


def test_broken_entries_are_refused() -> None:
    with pytest.raises(GlossaryError, match="2 entries with 1 different"):
        build(make(), make())
    with pytest.raises(GlossaryError, match="'nrr' has the kind 'thing'"):
        build(make(kind="thing"))
    with pytest.raises(GlossaryError, match="no letters"):
        build(make(english=("?!",)))
    with pytest.raises(GlossaryError, match="0 entries"):
        build()


def test_a_form_of_two_terms_must_be_listed() -> None:
    terms = make(), make("grr")
    with pytest.raises(GlossaryError, match="'net revenue retention' belongs to nrr and grr"):
        build(*terms)
    glossary = build(*terms, shared=frozenset({"net revenue retention"}))
    assert [m.term_id for m in glossary.find("Net revenue retention")] == ["nrr", "grr"]

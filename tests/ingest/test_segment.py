"""Articles are cut into their sections and sentences, each with its role, at its own place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.types import Document, Role, Section
from ingest.segment import segment

TITLES = {
    "nl": [
        "Nick Mehta en Jason Lemkin: beantwoord uw belangrijkste CS-vragen",
        "Wat is een goed behoud van netto-inkomsten?",
        "Wat is een goede NPS? (Net Promoter Score)",
        "Aan wie moet CS rapporteren en moeten ze een quotum hebben?",
        "Wat is de ROI van het CS-team?",
        "Hoeveel moet u uitgeven aan een CSM?",
        "Wat is het ideale aantal accounts dat een individuele CSM kan beheren?",
        "Hoe kan ik CS efficiënt schalen?",
        "Wat moet u investeren in CS-activiteiten?",
        "Moet u vandaag de dag een productexpert zijn op het gebied van klantsucces?",
        "Hebben we überhaupt klantensucces nodig in 2024?",
    ],
    "ar": [
        "نيك ميهتا وجيسون ليمكين: أجب عن أهم أسئلتك المتعلقة بعلوم الكمبيوتر",
        "ما هو الاحتفاظ الجيد بصافي الإيرادات؟",
        "ما هو NPS الجيد؟ (صافي نقاط الترويج)",
        "من الذي يجب على CS تقديم التقارير إليه وهل يجب أن تكون لديه حصة؟",
        "ما هو عائد الاستثمار لفريق CS؟",
        "ما المبلغ الذي يجب أن تنفقه على CSM؟",
        "ما هو العدد المثالي للحسابات التي يستطيع مدير خدمة عملاء فردي إدارتها؟",
        "كيف يمكنني توسيع نطاق CS بكفاءة؟",
        "ما الذي يجب أن تستثمره في عمليات CS؟",
        "هل تحتاج إلى أن تكون خبيرًا في المنتجات لتحقيق نجاح العملاء اليوم؟",
        "هل نحتاج حتى إلى نجاح العملاء في عام 2024؟",
    ],
}


def cut(text: str) -> list[Section]:
    return segment(Document("d", "w", "en", "Title", "P", None, None, 0, text), text)


def outline(text: str) -> list[tuple[str, str, list[str]]]:
    return [(s.number, s.title, [t.text for t in s.sentences if t.role is not Role.TITLE]) for s in cut(text)]


def roles(text: str) -> list[tuple[Role, str]]:
    return [(sentence.role, sentence.text) for section in cut(text) for sentence in section.sentences]


# The shipped articles


@pytest.mark.parametrize("language", TITLES)
def test_an_article_has_an_introduction_and_ten_sections(catalog: Catalog, language: str) -> None:
    document = next(d for d in catalog.documents() if d.language == language)
    sections = catalog.sections(document.id)
    assert [section.number for section in sections] == [str(number) for number in range(11)]
    assert [section.title for section in sections] == TITLES[language]
    for section in sections[1:]:
        heading, *rest = section.sentences
        assert heading.role is Role.TITLE
        assert heading.text.startswith(f"{section.number}. {section.title}")
        assert all(sentence.role is not Role.TITLE for sentence in rest)


@pytest.mark.parametrize("language", TITLES)
def test_sections_and_sentences_follow_one_another(catalog: Catalog, language: str) -> None:
    document = next(d for d in catalog.documents() if d.language == language)
    sections = catalog.sections(document.id)
    sentences = [sentence for section in sections for sentence in section.sentences]
    assert [sentence.ordinal for sentence in sentences] == list(range(len(sentences)))
    assert all(a.end <= b.start and a.paragraph <= b.paragraph for a, b in pairwise(sentences))
    for section in sections:
        assert (section.start, section.end) == (section.sentences[0].start, section.sentences[-1].end)


@pytest.mark.parametrize("language", TITLES)
def test_the_four_items_of_section_7_follow_the_sentence_that_announces_them(catalog: Catalog, language: str) -> None:
    document = next(d for d in catalog.documents() if d.language == language)
    sentences = catalog.section(document.id, "7").sentences
    items = [i for i, sentence in enumerate(sentences) if sentence.role is Role.ITEM]
    assert items == list(range(items[0], items[0] + 4))
    assert [sentences[i].text[:2] for i in items] == ["1.", "2.", "3.", "4."]
    assert sentences[items[0] - 1].role is Role.LEAD


@pytest.mark.parametrize("language", TITLES)
def test_rhetorical_questions_are_no_statements(catalog: Catalog, language: str) -> None:
    document = next(d for d in catalog.documents() if d.language == language)
    questions = [s for n in range(1, 11) for s in catalog.section(document.id, str(n)).sentences if "؟" in s.text[-2:]]
    questions += [s for n in range(1, 11) for s in catalog.section(document.id, str(n)).sentences if "?" in s.text[-2:]]
    assert len(questions) >= 15
    assert {question.role for question in questions} == {Role.TITLE, Role.QUESTION}


# Other texts


def test_numbered_headings_with_and_without_an_introduction() -> None:
    body = "1. One\n\nFirst text.\n\n2) Two:\n\nSecond text. More."
    assert outline(body) == [("1", "One", ["First text."]), ("2", "Two", ["Second text.", "More."])]
    assert outline("Hello.\n\n" + body)[0] == ("0", "Title", ["Hello."])


def test_line_ends_of_another_system_make_no_difference() -> None:
    text = "Hello.\n\n1. One\n\nFirst\ntext.\n\n2. Two\n\n- a\n- b\n"
    other = [
        (number, title, [w.replace("\r", "") for w in words])
        for number, title, words in outline(text.replace("\n", "\r\n"))
    ]
    assert other == outline(text)


def test_markdown_headings() -> None:
    text = "Hello.\n\n# Start here\n\nText.\n\n## Then `this`\nMore text.\n\n####### no heading\n#nor this\n"
    assert outline(text) == [
        ("0", "Title", ["Hello."]),
        ("1", "Start here", ["Text."]),
        ("2", "Then `this`", ["More text.", "####### no heading\n#nor this"]),
    ]


def test_a_numbered_list_is_no_row_of_headings() -> None:
    text = "Do this:\n\n1. Read the article.\n2. Ask a question.\n3. Check the quote.\n\nThen go on."
    assert outline(text) == [
        ("1", "Title", ["Do this:", "1. Read the article.", "2. Ask a question.", "3. Check the quote.", "Then go on."])
    ]


def test_a_single_number_or_one_out_of_order_is_no_heading() -> None:
    assert [number for number, *_ in outline("1. Alone\n\nText.")] == ["1"]
    assert outline("1. Alone\n\nText.")[0][1] == "Title"
    assert [title for _, title, _ in outline("1. One\n\nText.\n\n7. Seven\n\nText.\n\n2. Two\n\nText.")] == [
        "One",
        "Two",
    ]


def test_a_text_without_headings_is_cut_at_paragraphs() -> None:
    paragraph = "A sentence of some length stands here. " * 30
    text = "\n\n".join([paragraph.strip()] * 6)
    sections = cut(text)
    assert [section.number for section in sections] == ["1", "2", "3"]
    assert {section.title for section in sections} == {"Title"}
    assert sum(len(section.sentences) for section in sections) == 180
    assert all(section.end - section.start >= 2_000 for section in sections)


@pytest.mark.parametrize("text", ["", "\n\n", " \r\n "])
def test_nothing_has_no_sections(text: str) -> None:
    assert cut(text) == []


def test_a_heading_with_nothing_below_it_is_kept() -> None:
    assert outline("# One\n\n# Two\n\nText.") == [("1", "One", []), ("2", "Two", ["Text."])]


def test_roles() -> None:
    text = (
        '# Why?\n\nWhy is that? He asked: "Why?" It is so. These help:\n- ask?\n- listen.\n• act.\nمن؟ نعم. (Really?)'
    )
    assert roles(text) == [
        (Role.TITLE, "# Why?"),
        (Role.QUESTION, "Why is that?"),
        (Role.QUESTION, 'He asked: "Why?"'),
        (Role.STATEMENT, "It is so."),
        (Role.LEAD, "These help:"),
        (Role.QUESTION, "- ask?"),
        (Role.ITEM, "- listen."),
        (Role.ITEM, "• act."),
        (Role.QUESTION, "من؟"),
        (Role.STATEMENT, "نعم."),
        (Role.QUESTION, "(Really?)"),
    ]


BLOCKS = st.sampled_from(
    [
        "1. One",
        "2. Two",
        "# Head",
        "## Head?",
        "- item",
        "A sentence. Another?",
        "نص. سؤال؟",
        "Lead:",
        "",
        " ",
        "3.5",
        "é",
    ]
) | st.text(max_size=20)


@given(
    st.lists(BLOCKS, max_size=14).flatmap(lambda b: st.sampled_from(["\n", "\n\n", "\r\n"]).map(lambda s: s.join(b)))
)
def test_every_word_is_in_one_sentence_of_one_section(text: str) -> None:
    sections = cut(text)
    sentences = [sentence for section in sections for sentence in section.sentences]
    last = 0
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert not text[last : sentence.start].strip()
        assert sentence.start >= last
        last = sentence.end
    assert not text[last:].strip()
    assert [sentence.ordinal for sentence in sentences] == list(range(len(sentences)))
    numbers = [section.number for section in sections]
    assert len(set(numbers)) == len(numbers)
    assert all(sentence.section == section.number for section in sections for sentence in section.sentences)

"""The marks of citations in an answer's text."""

from bot.answer import Answer, Citation
from bot.marks import cited


def _citation(number: int) -> Citation:
    place = {"document_id": "notes.en", "document_title": "Notes", "document_language": "en", "section": "1"}
    words = {"section_title": "", "start_char_index": 0, "end_char_index": 5, "cited_text": "Words"}
    return Citation.model_validate({"number": number} | place | words)


def test_each_mark_stands_for_its_citation() -> None:
    text = "Words [2][1] and [2]."
    answer = Answer(kind="answer", text=text, language="en", citations=(_citation(1), _citation(2)))
    found = [(mark.span(), citation.number) for mark, citation in cited(text, answer)]
    assert found == [((6, 9), 2), ((9, 12), 1), ((17, 20), 2)]
    assert all(text[start:end] == f"[{number}]" for (start, end), number in found)


def test_what_stands_for_no_citation_is_no_mark() -> None:
    text = "Words [0] [2] [x] [] [1] [10000000000000]"
    answer = Answer(kind="answer", text=text, language="en", citations=(_citation(1),))
    assert [mark[0] for mark, _ in cited(text, answer)] == ["[1]"]

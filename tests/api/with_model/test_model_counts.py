"""What a chat model does is counted in `/metrics` and told in the log: never in words of questions or answers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.worded import told_of_wording
from bot.answer import Answer, Fallback
from corpus.settings import Settings
from tests.api.inside import Inside, running, wait_until
from tests.api.parrots import Replies, beside_the_point, in_turn, invents, parrot
from tests.api.with_model.exchanges import BEFORE, ask, begin
from tests.bot.model.scripted import PLAIN, Reply, Scripted

_FAILS: dict[str, Reply | Replies] = {
    "rate_limited": Reply(status=429, retry_after="0"),
    "unavailable": Reply(status=503, retry_after="0"),
    "rejected": Reply(status=403),
    "garbled": Reply(raw=b"<html>Welcome</html>", content_type="text/html"),
    "cut": parrot(cut_after=3),
    "timeout": Reply(hangs=True),
    "not_verified": invents(),
    "incomplete": beside_the_point(),
}
_FAILED_CALLS = ("rate_limited", "unavailable", "rejected", "garbled", "cut", "timeout")


@contextmanager
def _serving(folder: Path, model: Scripted, **more: Any) -> Iterator[Inside]:
    """A service whose counts begin at nothing."""
    settings = Settings(data_dir=folder, **model.settings(**more))
    with running(create_app(settings)) as served:
        yield served


def _counts(inside: Inside) -> dict[tuple[str, ...], float]:
    """The figures of `/metrics`: by name without `csa_`, and the value of its label."""
    text = httpx.get(f"{inside.url}/metrics", timeout=30).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        (sample.name.removeprefix("csa_"), *sample.labels.values()): sample.value
        for sample in samples
        if sample.name.startswith("csa_") and "le" not in sample.labels
    }


def _logged(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """The line on the last answer."""
    return vars([record for record in caplog.records if record.getMessage() == "answered"][-1])


def test_an_answer_that_is_worded(shipped_folder: Path, model: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    model.play(parrot(usage=(210, 35)))
    with _serving(shipped_folder, model, chat_prices="0.25/2.00") as inside:
        answer = ask(inside)
        counts = _counts(inside)
        calls = len(model.asked)
    shown = answer["text"].partition("\n\n")[0]
    assert counts["answers_total", f"openai:{PLAIN}", "answer", "en"] == 1
    assert counts["sentences_total", "shown"] == 4, shown
    assert [counts["sentences_total", each] for each in ("held", "mended", "dropped")] == [0, 0, 0]
    assert counts["model_calls_total", "ok"] == calls
    assert counts["model_calls_total", "retried"] == 0
    assert (counts["model_tokens_total", "input"], counts["model_tokens_total", "output"]) == (210 * calls, 35 * calls)
    assert counts["model_cost_usd_total",] == pytest.approx(calls * (210 * 0.25 + 35 * 2.00) / 1e6)
    assert counts["model_first_token_seconds_count",] == 1
    assert not [key for key in counts if key[0] in ("fallbacks_total", "faults_total")]
    line = _logged(caplog)
    assert (line["generator"], line["input_tokens"], line["output_tokens"]) == (
        f"openai:{PLAIN}",
        210 * calls,
        35 * calls,
    )
    assert (line["held"], line["mended"], line["dropped"]) == (0, 0, 0)
    assert "fallback" not in line


def test_sentences_that_are_held_back_and_mended(
    shipped_folder: Path, model: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model.play(in_turn(invents(), parrot()))
    with _serving(shipped_folder, model) as inside:
        assert ask(inside)["fallback"] is None
        counts = _counts(inside)
    assert [counts["sentences_total", each] for each in ("held", "mended", "dropped")] == [1, 1, 0]
    assert counts["faults_total", "number"] == 1
    assert (_logged(caplog)["held"], _logged(caplog)["mended"], _logged(caplog)["dropped"]) == (1, 1, 0)


@pytest.mark.parametrize("why", _FAILS)
def test_why_the_sources_own_sentences_are_given(
    shipped_folder: Path, model: Scripted, caplog: pytest.LogCaptureFixture, why: str
) -> None:
    caplog.set_level(logging.INFO)
    model.play(_FAILS[why])
    with _serving(shipped_folder, model, chat_timeout=20 if why != "timeout" else 0.5) as inside:
        answer = ask(inside)
        counts = _counts(inside)
    assert (answer["generator"], answer["fallback"]) == ("extractive", why)
    assert answer["citations"]
    assert {key: value for key, value in counts.items() if key[0] == "fallbacks_total"} == {("fallbacks_total", why): 1}
    failed = {key[1] for key in counts if key[0] == "model_calls_total"} - {"ok", "retried"}
    assert failed == ({why} if why in _FAILED_CALLS else set())
    assert counts["model_calls_total", "retried"] == (2 if why in ("rate_limited", "unavailable") else 0)
    assert counts["sentences_total", "dropped"] == (why == "not_verified")
    assert (_logged(caplog)["fallback"], _logged(caplog)["generator"]) == (why, "extractive")


def test_a_model_that_keeps_failing_is_left_alone(shipped_folder: Path, model: Scripted) -> None:
    model.play(_FAILS["garbled"])
    with _serving(shipped_folder, model) as inside:
        reasons = [ask(inside)["fallback"] for _ in range(7)]
        counts = _counts(inside)
    assert reasons == ["garbled"] * 5 + ["circuit_open"] * 2
    assert len(model.asked) == 5
    assert counts["fallbacks_total", "circuit_open"] == 2
    assert counts["model_calls_total", "circuit_open"] == 2


def test_calls_are_counted_whose_answer_nobody_waits_for(shipped_folder: Path, model: Scripted) -> None:
    model.play(Reply(hangs=True))
    with _serving(shipped_folder, model) as inside:
        with begin(inside, "/ask"):
            model.wait_until(lambda server: server.open == 1)
        model.wait_until(lambda server: server.ended_by_client == 1)
        wait_until(lambda: ("model_calls_total", "left") in _counts(inside))
        counts = _counts(inside)
    assert counts["model_calls_total", "left"] == 1
    assert not [key for key in counts if key[0] == "answers_total"]


def test_an_answer_for_want_of_a_model_is_not_remembered(inside: Inside, model: Scripted) -> None:
    question = "What is a good NRR for us?"
    model.play(_FAILS["rejected"])
    assert ask(inside, question)["fallback"] == "rejected"
    model.play(parrot())
    assert ask(inside, question)["fallback"] is None
    assert ask(inside, question)["timings_ms"].keys() == {"total"}


def test_no_words_are_in_log_or_metrics(inside: Inside, model: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for script in (parrot(), invents(), _FAILS["rejected"]):
        model.play(script)
        ask(inside, "What is a good NRR for a zebra?", history=BEFORE)
    told = " ".join(str(vars(record)) + record.getMessage() for record in caplog.records if record.name != "httpx")
    for words in ("zebra", "987%", "median", "Gainsight"):
        assert words not in told
        assert words not in httpx.get(f"{inside.url}/metrics", timeout=30).text


@pytest.mark.parametrize("language", ["en", "nl", "ar", "de", "fr", "es", "it"])
def test_each_reason_is_told_in_words(language: str) -> None:
    told = {
        why: told_of_wording(Answer(kind="answer", text="", language=language, fallback=why))
        for why in get_args(Fallback)
    }
    assert all(told.values())
    assert len(set(told.values())) == len(told)
    assert told_of_wording(Answer(kind="answer", text="", language=language)) is None

"""`cs-answers serve`: one process or several, what it tells of itself, and how it lives with ingestion and ends."""

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.api.commands import COMMAND, run
from tests.api.serving import Served, free_port, serving, stop

QUESTIONS = (
    "What is a good NRR?",
    "Hoeveel klanten kan één CSM aan?",
    "ما هي النسبة الجيدة لصافي نقاط الترويج؟",
    "We began with $2.0M, expanded 300k, lost 100k, shrank by 50k: what is our NRR?",
    "How tall is the Eiffel Tower?",
)
_SERVE = (COMMAND, "serve")
_PATIENCE = 300.0  # seconds, on a busy machine


def ask(served: Served, question: str) -> dict[str, Any]:
    response = httpx.post(f"{served.url}/ask", json={"question": question}, timeout=30)
    assert response.status_code == 200, response.text
    return untimed(response.json())


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def logged(served: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in served.log.splitlines() if line.startswith("{")]


def line_of(served: Served, request: str, message: str) -> dict[str, Any]:
    """One line of a request's; a response may be here before it is logged."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for line in logged(served):
            if (line["request_id"], line["message"]) == (request, message):
                return line
        time.sleep(0.05)
    raise AssertionError(f"{message} of {request} is not in the log:\n{served.log}")


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder, program=_SERVE) as one:
        yield one


def test_workers_answer_alike_and_one_that_dies_is_replaced(served: Served, shipped_folder: Path) -> None:
    with serving(shipped_folder, "--workers", "2", program=_SERVE) as several:
        wanted = {question: ask(served, question) for question in QUESTIONS}
        for _ in range(4):
            assert {question: ask(several, question) for question in QUESTIONS} == wanted
        workers = _workers(several)
        assert len(workers) == 2
        workers[0].kill()
        _wait_for(lambda: len(_workers(several)) == 2 and workers[0] not in _workers(several))
        assert {question: ask(several, question) for question in QUESTIONS} == wanted
        metrics = httpx.get(f"{several.url}/metrics", timeout=30).text
        assert _sample(metrics, 'csa_refusals_total{reason="not_in_sources"}') >= 1
        assert stop(several) == 0


def _workers(served: Served) -> list[psutil.Process]:
    """Those that live; one that was killed stays a zombie until its parent looks."""
    children = psutil.Process(served.process.pid).children(recursive=True)
    living = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in living if "spawn_main" in " ".join(child.cmdline())]


def _wait_for(happened: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def _sample(metrics: str, name: str) -> float:
    return next((float(line.rpartition(" ")[2]) for line in metrics.splitlines() if line.startswith(name)), 0.0)


def test_metrics_tell_of_answers_and_hold_no_text(served: Served) -> None:
    before = httpx.get(f"{served.url}/metrics", timeout=30).text
    for _ in range(2):
        ask(served, "Who should own renewals, a zebra?")
    after = httpx.get(f"{served.url}/metrics", timeout=30).text

    def gained(name: str) -> float:
        return _sample(after, name) - _sample(before, name)

    assert gained('csa_answer_cache_total{result="miss"}') == 1
    assert gained('csa_answer_cache_total{result="hit"}') == 1
    assert gained("csa_answer_seconds_count") == 2
    assert gained("csa_retrieval_seconds_count") == 1
    assert gained('http_requests_total{handler="/ask",method="POST",status="2xx"}') == 2
    assert 'generator="extractive"' in after
    assert "zebra" not in after


def test_the_log_has_a_line_a_request_with_its_id_and_without_its_text(served: Served) -> None:
    headers = {"X-Request-ID": "from-the-balancer.7"}
    response = httpx.post(
        f"{served.url}/ask", json={"question": "What is a giraffe's NPS?"}, headers=headers, timeout=30
    )
    assert response.headers["x-request-id"] == "from-the-balancer.7"
    answered = line_of(served, "from-the-balancer.7", "answered")
    request = line_of(served, "from-the-balancer.7", "request")
    assert {"kind", "generator", "language", "ms"} <= answered.keys()
    assert (request["method"], request["path"], request["status"]) == ("POST", "/ask", 200)
    assert "giraffe" not in served.log
    forged = httpx.get(f"{served.url}/questions", headers={"X-Request-ID": 'a b"}\\n{'}, timeout=30)
    assert forged.headers["x-request-id"].isalnum()


def test_the_log_holds_questions_when_that_is_asked_for(shipped_folder: Path) -> None:
    with serving(shipped_folder, program=_SERVE, env={"CSA_LOG_QUESTIONS": "true"}) as talkative:
        ask(talkative, "What is a giraffe's NPS?")
        assert any(line.get("question") == "What is a giraffe's NPS?" for line in logged(talkative))


def test_it_reaches_for_nothing_beyond_this_machine(served: Served) -> None:
    assert served.attempts == ()


def test_an_answer_under_way_is_finished_when_the_service_is_stopped(shipped_folder: Path) -> None:
    with serving(shipped_folder, program=_SERVE) as ending:
        with httpx.stream("POST", f"{ending.url}/chat", json={"question": QUESTIONS[0]}, timeout=30) as response:
            os.kill(ending.process.pid, signal.SIGTERM)
            text = response.read().decode()
        assert "event: answer" in text
        assert stop(ending) in (0, -signal.SIGTERM)  # uvicorn ends by the signal that it was sent, once all is done
        assert "Application shutdown complete" in ending.log
        assert "Traceback" not in ending.log


def test_a_port_in_use_is_told_in_a_sentence(served: Served, shipped_folder: Path) -> None:
    ran = run("serve", "--port", str(served.port), data_dir=shipped_folder)
    assert ran.status == 1
    assert ran.err.startswith(f"cs-answers: Nothing can listen at 127.0.0.1, port {served.port}")
    assert "Traceback" not in ran.err


def test_it_is_not_ready_until_the_sources_are_read_in(notes: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    """Without `serve`, which ingests first: as under a process manager that starts the application itself."""
    _, env = notes
    with serving(tmp_path / "empty", env=env, until="/health/live") as young:
        first = httpx.get(f"{young.url}/health/ready", timeout=30)
        asked = httpx.post(f"{young.url}/ask", json={"question": "Who pays for training?"}, timeout=30)
        for response in (first, asked):
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["retry-after"]
            assert "Traceback" not in response.text
        _wait_for(lambda: young.is_answering("/health/ready"))
        assert "5 training days" in ask(young, "Who pays for training?")["text"]


def test_what_another_process_ingests_is_answered_from(tmp_path: Path) -> None:
    source, listing = tmp_path / "notes.txt", tmp_path / "sources.yaml"
    text = "Onboarding\n\n1. How long does onboarding take?\n\nOnboarding takes 30 days.\n"
    source.write_text(text, encoding="utf-8")
    listing.write_text("sources:\n  - {file: notes.txt, language: en, title: Onboarding}\n", encoding="utf-8")
    env = {"CSA_SOURCES": str(listing)}
    with serving(tmp_path / "data", program=_SERVE, env=env) as served:
        assert "30 days" in ask(served, "How long does onboarding take?")["text"]
        source.write_text(text.replace("30 days", "45 days"), encoding="utf-8")
        assert run("ingest", data_dir=tmp_path / "data", env=env).status == 0
        assert "45 days" in ask(served, "How long does onboarding take?")["text"]
        assert run("rebuild", data_dir=tmp_path / "data", env=env).status == 0
        _wait_for(lambda: served.is_answering("/health/ready"))
        assert "45 days" in ask(served, "How long does onboarding take?")["text"]


def test_a_catalog_that_was_replaced_is_opened_and_nothing_of_the_old_one_is_remembered(tmp_path: Path) -> None:
    source, listing = tmp_path / "notes.txt", tmp_path / "sources.yaml"
    text = "Onboarding\n\n1. How long does onboarding take?\n\nOnboarding takes 30 days.\n"
    source.write_text(text, encoding="utf-8")
    listing.write_text("sources:\n  - {file: notes.txt, language: en, title: Onboarding}\n", encoding="utf-8")
    with serving(tmp_path / "data", program=_SERVE, env={"CSA_SOURCES": str(listing)}) as served:
        assert "30 days" in ask(served, "How long does onboarding take?")["text"]
        source.write_text(text.replace("30 days", "45 days"), encoding="utf-8")
        for file in (tmp_path / "data").glob("catalog.sqlite3*"):
            file.unlink()
        _wait_for(lambda: "opened anew" in served.log)
        _wait_for(lambda: served.is_answering("/health/ready"))
        assert "45 days" in ask(served, "How long does onboarding take?")["text"]


def test_readiness_does_not_wait_for_answers(served: Served) -> None:
    questions = [f"What is a good NRR for a company of {n} customers?" for n in range(200)]
    with ThreadPoolExecutor(len(questions)) as threads:
        answers = [threads.submit(ask, served, question) for question in questions]
        while not any(answer.done() for answer in answers):
            time.sleep(0.01)
        assert served.is_answering("/health/ready")
        assert not all(answer.done() for answer in answers), "questions were still waiting"
        assert all(answer.result()["kind"] == "answer" for answer in answers)


def test_a_name_that_is_none_is_no_address(tmp_path: Path) -> None:
    ran = run("serve", "--host", "no such host", "--port", str(free_port()), "--without-keys", data_dir=tmp_path)
    assert ran.status == 1
    assert "--host" in ran.err

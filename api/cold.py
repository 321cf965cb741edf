"""Times a cold process: the command line asked one question, from nothing to its answer."""

import json
import statistics
import subprocess
import sys

from bot.evaluate.run import Process
from corpus.errors import EvaluationError

_RUNS = 3
# A process inherits the peak memory of the one that starts it: the question is asked by way of one that is small.
_TIMER = """
import json, os, subprocess, sys, time
started = time.perf_counter()
asked = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(asked.pid, 0)
asked.returncode = os.waitstatus_to_exitcode(status)
print(json.dumps([asked.returncode, time.perf_counter() - started, usage.ru_maxrss]))
"""


def time_cold_process(question: str) -> Process:
    """The median of three runs of `cs-answers ask`, with the settings of this process.

    Raises:
        EvaluationError: the command failed; the message has what it said.
    """
    seconds, peaks = zip(*(_run(question) for _ in range(_RUNS)), strict=True)
    return Process(cold_start_s=round(statistics.median(seconds), 2), peak_memory_mb=round(max(peaks), 1))


def _run(question: str) -> tuple[float, float]:
    """Seconds, and megabytes of memory at the most."""
    asked = [sys.executable, "-P", "-m", "api.cli", "ask", "--json", "--", question]
    timed = subprocess.run(
        [sys.executable, "-P", "-c", _TIMER, *asked], capture_output=True, encoding="utf-8", check=False
    )
    status, seconds, peak = json.loads(timed.stdout) if timed.returncode == 0 else (timed.returncode, 0.0, 0)
    if status:
        raise EvaluationError(
            f"A cold `cs-answers ask` failed, so that it cannot be timed: {timed.stderr.strip()[-500:]}"
        )
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss: bytes there, KiB elsewhere
    return seconds, peak * unit / 1e6

"""The process behind `small_model`: llama.cpp's own server, which lives as long as its standard input is open.

Run as a program: `small_server.py WEIGHTS NAME DESCRIPTOR KEEPS_PROMPTS`. Its address is written to the descriptor.
"""

import os
import sys

from xllamacpp import CommonParams, Server

_CONTEXT = 8192
"""Tokens of a prompt and its reply: as many as the model knows. Arabic takes five a word."""
_THREADS = 2
_SEED = 7


def _main(weights: str, name: str, descriptor: int, *, keeps_prompts: bool) -> None:
    params = CommonParams()
    params.model.path = weights
    params.model_alias = {name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = _CONTEXT
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _THREADS
    params.sampling.seed = _SEED
    # What is kept of earlier prompts changes the order in which sums are added, and so, now and then, a reply.
    params.cache_prompt = keeps_prompts
    params.cache_ram_mib = 0
    params.ui = False
    server = Server(params)
    with os.fdopen(descriptor, "w") as ready:
        ready.write(server.listening_address)
    sys.stdin.read()


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], int(sys.argv[3]), keeps_prompts=sys.argv[4] == "1")

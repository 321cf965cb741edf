"""The peer: retrieval as LangChain's RAG tutorial builds it, on the same weights.

    python -m tests.bench.tutorial ingest FOLDER STORE FILE...    texts into a new store
    python -m tests.bench.tutorial ask FOLDER STORE "question"    one question, from cold
    python -m tests.bench.tutorial serve FOLDER STORE             a question a line in, milliseconds a line out

FOLDER is a sentence-transformers model (`cs-answers unpack-model`), STORE where Chroma keeps its files. Everything is
left as the tutorial has it: no prompts, no batches of our own, Chroma's defaults.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore, VectorStoreRetriever
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

_DEPTH = 100  # chunks of a ranking; the tutorial takes the first four


def open_store(folder: Path, path: Path) -> VectorStore:
    """The vector store at `path`, made when it is missing, with the model in `folder`."""
    return _store(HuggingFaceEmbeddings(model_name=str(folder)), path)


def _store(embeddings: Embeddings, path: Path) -> VectorStore:
    store: VectorStore = Chroma(collection_name="tutorial", embedding_function=embeddings, persist_directory=str(path))
    return store


def retriever(folder: Path, store: Path) -> VectorStoreRetriever:
    """The tutorial's retriever over the store in `store`."""
    return open_store(folder, store).as_retriever(search_kwargs={"k": 4})


def ingest(folder: Path, store: Path, files: list[Path]) -> int:
    """Splits and stores texts; returns how many chunks they made."""
    chunks = split({file.name: file.read_text(encoding="utf-8") for file in files})
    open_store(folder, store).add_documents(chunks)
    return len(chunks)


def split(texts: Mapping[str, str]) -> list[Document]:
    """The chunks of texts by name, each with its text's name as source."""
    documents = [Document(text, metadata={"source": name}) for name, text in texts.items()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks: list[Document] = splitter.split_documents(documents)
    return chunks


class TutorialPeer:
    """The pipeline as a peer in retrieval: paragraphs in the order of their best chunk."""

    name = "tutorial"

    def __init__(self, folder: Path, stores: Path) -> None:
        """Takes the model's folder, and the folder to keep a store for each language in."""
        self._embeddings = _Remembering(HuggingFaceEmbeddings(model_name=str(folder)))
        self._stores = stores
        self._made = 0

    def index(self, paragraphs: Mapping[str, str]) -> Callable[[str], list[str]]:
        """Splits and stores paragraphs, by id; returns what ranks their ids for a question."""
        store = _store(self._embeddings, self._stores / str(self._made))
        self._made += 1
        store.add_documents(split(paragraphs))
        found = store.as_retriever(search_kwargs={"k": _DEPTH})
        return lambda question: list(dict.fromkeys(chunk.metadata["source"] for chunk in found.invoke(question)))


class _Remembering(Embeddings):
    """Computes a question's vector once, though it is asked of a store for each language."""

    def __init__(self, inner: Embeddings) -> None:
        self._inner = inner
        self._known: dict[str, list[float]] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        if text not in self._known:
            self._known[text] = self._inner.embed_query(text)
        return self._known[text]


def main() -> None:
    """Runs one of the three commands."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tutorial", description="The peer of the benchmark.")
    parser.add_argument("command", choices=["ingest", "ask", "serve"])
    parser.add_argument("folder", type=Path, help="the model")
    parser.add_argument("store", type=Path, help="of the vectors")
    parser.add_argument("rest", nargs="*", help="the files, or the question")
    arguments = parser.parse_args()
    if arguments.command == "ingest":
        count = ingest(arguments.folder, arguments.store, [Path(file) for file in arguments.rest])
        sys.stdout.write(f"{count} chunks\n")
        return
    found = retriever(arguments.folder, arguments.store)
    if arguments.command == "ask":
        for document in found.invoke(arguments.rest[0]):
            sys.stdout.write(document.page_content + "\n\n")
        return
    for line in sys.stdin:
        started = perf_counter()
        found.invoke(line.strip())
        sys.stdout.write(f"{1000 * (perf_counter() - started):.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

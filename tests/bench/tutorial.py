"""The peer: retrieval as LangChain's RAG tutorial builds it, on the same weights.

    python -m tests.bench.tutorial ingest FOLDER STORE FILE...    texts into a new store
    python -m tests.bench.tutorial ask FOLDER STORE "question"    one question, from cold
    python -m tests.bench.tutorial serve FOLDER STORE             a question a line in, milliseconds a line out

FOLDER is a sentence-transformers model (`cs-answers unpack-model`), STORE where Chroma keeps its files. Everything is
left as the tutorial has it: no prompts, no batches of our own, Chroma's defaults.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.vectorstores import VectorStore, VectorStoreRetriever
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def open_store(folder: Path, path: Path) -> VectorStore:
    """The vector store at `path`, made when it is missing, with the model in `folder`."""
    embeddings = HuggingFaceEmbeddings(model_name=str(folder))
    store: VectorStore = Chroma(collection_name="tutorial", embedding_function=embeddings, persist_directory=str(path))
    return store


def retriever(folder: Path, store: Path) -> VectorStoreRetriever:
    """The tutorial's retriever over the store in `store`."""
    return open_store(folder, store).as_retriever(search_kwargs={"k": 4})


def ingest(folder: Path, store: Path, files: list[Path]) -> int:
    """Splits and stores texts; returns how many chunks they made."""
    documents = [Document(file.read_text(encoding="utf-8"), metadata={"source": file.name}) for file in files]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    open_store(folder, store).add_documents(chunks)
    return len(chunks)


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

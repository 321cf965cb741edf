"""Holds a result against what the sources say, with their exact words; where their versions differ, both are shown."""

from collections.abc import Sequence
from decimal import Decimal

from bot.answer import Answer, Citation
from bot.calculate.comparison import Comparison
from bot.calculate.wording import in_language, with_unit
from bot.compose import Composed, compose
from bot.evidence import SectionReader, Version
from bot.extract import Choice
from bot.metrics.exact import write
from corpus.benchmarks import Benchmark, Stated, benchmarks_of
from corpus.phrases import say
from corpus.quantities import CURRENCIES, Unit


def put_in_perspective(answer: Answer, reader: SectionReader) -> Answer:
    """A calculation with what the sources say of its metric; of several metrics, the first that they speak of."""
    for i, calculation in enumerate(answer.calculations):
        composed = cite_benchmarks(calculation.metric, answer.language, reader)
        if composed is None or not composed.citations:
            continue
        value = Decimal(calculation.value)
        written = with_unit(in_language(write(value), answer.language), calculation.unit, answer.language)
        compared = compare(calculation.metric, value, calculation.unit, written, composed.citations, answer.language)
        parts = [answer.text, compared or say("sources_say", answer.language), composed.text]
        beside = calculation.model_copy(update={"benchmark": composed.citations[0]})
        return answer.model_copy(
            update={
                "text": "\n\n".join(parts),
                "citations": composed.citations,
                "conflicts": composed.conflicts,
                "calculations": (*answer.calculations[:i], beside, *answer.calculations[i + 1 :]),
            }
        )
    return answer


def set_beside(comparison: Comparison, answer: Answer) -> Answer:
    """An answer from the sources, opened by how the asker's own figure compares with the benchmarks it cites."""
    quantity = comparison.figure.quantity
    metric, unit = comparison.calculator.name, comparison.calculator.unit.value
    unit = quantity.unit.value if quantity.unit in CURRENCIES else unit
    value = quantity.value or Decimal(0)
    shown = quantity.unit.value  # a score may be stated with its points or without
    written = with_unit(in_language(write(value), answer.language), shown, answer.language)
    compared = compare(metric, value, unit, written, answer.citations, answer.language)
    return answer.model_copy(update={"text": f"{compared}\n\n{answer.text}"}) if compared else answer


def cite_benchmarks(metric: str, language: str, reader: SectionReader) -> Composed | None:
    """What the sources say of a metric, in their words; None where they say nothing, or the sources are others.

    Args:
        metric: name of a calculator.
        language: to answer in.
        reader: of the knowledge base.
    """
    benchmarks = benchmarks_of(metric)
    if not benchmarks:
        return None
    section = benchmarks[0].section
    versions = reader.versions([stated.document for stated in benchmarks[0].stated], section)
    if not versions:
        return None
    version = next((v for v in versions if v.document.language == language), versions[0])
    rows = _rows(benchmarks, version, section)
    if not rows:
        return None
    others = tuple((other, reader.align(version, other)) for other in versions if other is not version)
    return compose(Choice(version, rows, others), language)


def compare(metric: str, value: Decimal, unit: str, written: str, citations: Sequence[Citation], language: str) -> str:
    """Holds a metric's value against those benchmarks that are among the citations.

    Args:
        metric: name of a calculator.
        value: of the metric.
        unit: of the value; what is stated in another one is not compared.
        written: the value, as it is to be written.
        citations: of the answer.
        language: of the answer.
    """
    lines: list[str] = []
    for benchmark in benchmarks_of(metric):
        if not benchmark.statistic or benchmark.unit != unit:
            continue
        by_value: dict[Decimal, list[Citation]] = {}
        for stated in benchmark.stated:
            citation = _cited(stated, citations)
            if citation and stated.value is not None:
                by_value.setdefault(stated.value, []).append(citation)
        for figure, stating in by_value.items():
            stated_as = _figure(figure, benchmark.unit, language)
            relation = "above" if value > figure else "below" if value < figure else "equal"
            lines.append(
                say(
                    relation,
                    language,
                    value=written,
                    statistic=benchmark.statistic.get(language, benchmark.statistic["en"]),
                    figure=stated_as,
                    marks="".join(f"[{citation.number}]" for citation in stating),
                )
            )
    return "\n".join(lines)


def _figure(value: Decimal, unit: Unit, language: str) -> str:
    """A benchmark as it is written: points without their word, since a score of 35 is not called 35 points."""
    return with_unit(in_language(write(value), language), "" if unit is Unit.POINTS else unit, language)


def _rows(benchmarks: Sequence[Benchmark], version: Version, section: str) -> tuple[int, ...]:
    words = [
        stated.words
        for benchmark in benchmarks
        for stated in benchmark.stated
        if stated.document == version.document.id and benchmark.section == section
    ]
    sentences = version.section.sentences
    return tuple(row for row, sentence in enumerate(sentences) if any(each in sentence.text for each in words))


def _cited(stated: Stated, citations: Sequence[Citation]) -> Citation | None:
    return next((c for c in citations if c.document_id == stated.document and stated.words in c.cited_text), None)

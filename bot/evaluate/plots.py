"""Draws a run's plots as SVG to be set into a page, from which they take typeface, text colour and the colours below.

Nothing is drawn by way of pyplot, and matplotlib's settings are as they were when a plot is done. The same figures
give the same bytes.
"""

import re
from collections.abc import Callable, Sequence
from io import StringIO
from math import isnan
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np

from bot.evaluate.gate import Change
from bot.evaluate.statistics import Estimate
from bot.evaluate.summary import Bin, Matrix
from corpus.errors import EvaluationError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _MUTED, _RULE, _ACCENT, _LOSS = "#000001", "#000002", "#000003", "#000004", "#000005"
_COLOURS = {
    _INK: "currentColor",
    _MUTED: "var(--muted)",
    _RULE: "var(--rule)",
    _ACCENT: "var(--accent)",
    _LOSS: "var(--loss)",
}
"""What stands in the page for a colour that matplotlib is given: a page in the dark has other ones."""
_STYLE: list[str | dict[str, object]] = ["default", {"svg.fonttype": "none", "font.size": 12, "text.parse_math": False}]
_WIDTH = 360  # pixels: a phone shows them unscaled
_NOTHING_BELOW = 0.5  # shares at or below it are drawn without shade
_SHOWN = 99.5  # per cent of the answers: what is slower would press the others into a corner
_LONG = 5.0  # times the median: from there on the axis is logarithmic
_SHADE = 0.55  # opacity of a share of 1: text stays readable on it, in the light and in the dark


def heat_map(matrix: Matrix, name: Callable[[str], str], title: str) -> str:
    """Shares by row and column, the more the darker.

    Args:
        matrix: by row, by column.
        name: of a row or column, for people.
        title: what the plot tells, in words.
    """
    columns = list(next(iter(matrix.values()), {}))
    left, top, high = 128, 42, 30
    wide = max(64, (_WIDTH - left - 4) // max(len(columns), 1))
    width, height = left + wide * len(columns) + 4, top + high * len(matrix) + 4

    def paint(figure: "Figure") -> None:
        axes = _canvas(figure, width, height)
        axes.text(left, 10, "documents", color=_MUTED, va="center")
        axes.text(left - 12, 30, "questions", color=_MUTED, va="center", ha="right")
        for x, column in enumerate(columns):
            axes.text(left + wide * (x + 0.5), 30, name(column), color=_INK, ha="center", va="center")
        for y, (row, cells) in enumerate(matrix.items()):
            middle = top + high * (y + 0.5)
            asked = max(cell.count for cell in cells.values())
            axes.text(left - 52, middle, name(row), color=_INK, ha="right", va="center")
            axes.text(left - 12, middle, f"{asked}", color=_MUTED, ha="right", va="center")
            for x, cell in enumerate(cells.values()):
                _cell(axes, (left + wide * x, top + high * y, wide, high), cell.value)

    return _draw("heat", title, (width, height), paint)


def _cell(axes: "Axes", box: tuple[float, float, float, float], value: float) -> None:
    from matplotlib.patches import Rectangle

    x, y, wide, high = box
    shade = 0.0 if isnan(value) else _SHADE * max(0.0, value - _NOTHING_BELOW) / (1 - _NOTHING_BELOW)
    axes.add_patch(Rectangle((x + 1, y + 1), wide - 2, high - 2, facecolor=_ACCENT, alpha=shade, linewidth=0))
    axes.add_patch(Rectangle((x + 1, y + 1), wide - 2, high - 2, fill=False, edgecolor=_RULE, linewidth=0.5))
    shown = "–" if isnan(value) else f"{value:.2f}"
    axes.text(x + wide / 2, y + high / 2, shown, color=_INK, ha="center", va="center")


def reliability_curve(bins: Sequence[Bin], title: str) -> str:
    """Predicted chances against observed shares with their intervals, and below them how many results each bin has."""

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.14, 0.36, 0.83, 0.61))
        _plain(axes, "share that can be answered")
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=np.arange(0, 1.01, 0.2), yticks=np.arange(0, 1.01, 0.2))
        axes.set_xticklabels([])
        axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 3)), clip_on=False)
        held = [each for each in bins if each.count]
        for each in held:
            interval = [each.observed.low, each.observed.high]
            axes.plot([each.predicted] * 2, interval, color=_ACCENT, linewidth=1.2, clip_on=False)
        predicted, observed = [each.predicted for each in held], [each.observed.value for each in held]
        axes.plot(predicted, observed, color=_ACCENT, linewidth=1.2, alpha=0.45, clip_on=False)
        axes.plot(predicted, observed, "o", color=_ACCENT, markersize=5, clip_on=False, zorder=5)
        below = figure.add_axes((0.14, 0.155, 0.83, 0.145))
        _plain(below, "")
        below.set(xlim=(0, 1), ylim=(0, max((b.count for b in bins), default=1)), yticks=[])
        below.set_xticks(np.arange(0, 1.01, 0.2))
        below.set_xlabel("estimated chance; bars: how many questions", color=_MUTED, labelpad=6)
        for each in bins:
            middle, wide = (each.low + each.high) / 2, 0.88 * (each.high - each.low)
            below.bar(middle, each.count, wide, color=_ACCENT, alpha=0.35, linewidth=0)
            if each.count:
                place = (middle, each.count)
                below.annotate(f"{each.count}", place, (0, 2), textcoords="offset points", ha="center", color=_MUTED)

    return _draw("reliability", title, (_WIDTH, 340), paint)


def latency_histogram(milliseconds: Sequence[float], title: str) -> str:
    """How long answers took, with median and 95th percentile.

    The few slowest share the last bar, and on a logarithmic axis the few fastest the first.
    """
    took = np.asarray(milliseconds, dtype=np.float64)
    median, slow, end = (float(np.percentile(took, share)) for share in (50, 95, _SHOWN))
    edges = np.linspace(0, max(end, 0.1), 31)
    if is_long := end > _LONG * median > 0:
        edges = np.geomspace(max(float(np.percentile(took, 100 - _SHOWN)), 0.1), end, 31)

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.14, 0.2, 0.83, 0.68))
        _plain(axes, "answers")
        counts, _ = np.histogram(np.clip(took, edges[0], edges[-1]), edges)
        axes.stairs(counts, edges, fill=True, color=_ACCENT, alpha=0.45, linewidth=0)
        if is_long:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter("{x:g}")
        axes.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.1 * counts.max()))
        beyond = int((took > end).sum())
        told = "milliseconds" + f"; the last bar holds {beyond} slower, up to {took.max():.0f}" * bool(beyond)
        axes.set_xlabel(told, color=_MUTED, labelpad=6)
        axes.axvline(median, color=_INK, linewidth=1)
        axes.axvline(slow, color=_INK, linewidth=1, linestyle=(0, (4, 3)))
        marks = f"line: median {median:.0f}; dashes: 95 % within {slow:.0f}"
        axes.set_title(marks, loc="left", fontsize="medium", color=_INK)

    return _draw("latency", title, (_WIDTH, 240), paint)


def differences(changes: Sequence[Change], reach: float, title: str) -> str:
    """The paired difference of each headline from an earlier run, with its interval and a line at zero.

    Args:
        changes: at least one, and each applying to some item.
        reach: how far from zero the scale goes at least, so that several plots can share it.
        title: what the plot tells, in words.
    """
    left, high, top, foot = 180, 24, 6, 42
    height = top + high * len(changes) + foot
    reach = 1.08 * max([reach, 0.02, *(max(abs(c.difference.low), abs(c.difference.high)) for c in changes)])

    def paint(figure: "Figure") -> None:
        canvas = _canvas(figure, _WIDTH, height)
        for y, change in enumerate(changes):
            canvas.text(left - 12, top + high * (y + 0.5), change.headline.title, color=_INK, ha="right", va="center")
        axes = figure.add_axes((left / _WIDTH, foot / height, 1 - (left + 14) / _WIDTH, 1 - (top + foot) / height))
        _plain(axes, "")
        axes.set(xlim=(-reach, reach), ylim=(len(changes) - 0.5, -0.5), yticks=[])
        axes.locator_params(axis="x", nbins=4)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:+.2g}".replace("-", "−") if x else "0")
        axes.set_xlabel("now less before", color=_MUTED, labelpad=6)
        axes.axvline(0, color=_INK, linewidth=1)
        for y, change in enumerate(changes):
            _whisker(axes, y, change.difference)

    return _draw("differences", title, (_WIDTH, height), paint)


def _whisker(axes: "Axes", y: int, difference: Estimate) -> None:
    is_clear = difference.low > 0 or difference.high < 0
    colour = _LOSS if difference.high < 0 else _ACCENT if is_clear else _MUTED
    axes.plot([difference.low, difference.high], [y, y], color=colour, linewidth=1.5, clip_on=False)
    axes.plot([difference.value], [y], "o", color=colour, markersize=5, clip_on=False)


def _canvas(figure: "Figure", width: float, height: float) -> "Axes":
    """Axes without marks over the whole figure, in pixels from its upper left corner."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return axes


def _plain(axes: "Axes", up: str) -> None:
    """Takes all from axes but light lines to read values by; `up` says what the height is."""
    axes.set_facecolor("none")
    axes.set_axisbelow(True)
    axes.set_ylabel(up, color=_MUTED, labelpad=6)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_RULE)
    axes.tick_params(which="both", length=0, labelcolor=_MUTED, pad=5)
    axes.grid(axis="y", color=_RULE, linewidth=0.75)


def _draw(name: str, title: str, size: tuple[int, int], paint: Callable[["Figure"], None]) -> str:
    try:
        from matplotlib.figure import Figure
        from matplotlib.style import context
    except ImportError as error:
        raise EvaluationError(
            "The page needs matplotlib, which is not installed: pip install 'cs-answers[evaluate]'"
        ) from error
    drawn = StringIO()
    with context([*_STYLE, {"svg.hashsalt": name}]):
        figure = Figure(figsize=(size[0] / 72, size[1] / 72), facecolor="none")
        paint(figure)
        figure.savefig(drawn, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return _inline(drawn.getvalue(), title, size)


def _inline(drawn: str, title: str, size: tuple[int, int]) -> str:
    """An SVG file as an element of a page: without names of its own that could meet those of another plot."""
    root = ElementTree.fromstring(drawn)
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag.endswith(("}style", "}metadata", "}clipPath"))]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {key.rpartition("}")[2]: _restyled(value) for key, value in element.attrib.items()}
        element.attrib.pop("clip-path", None)  # all that is drawn lies within
        if element.tag == "g":
            element.attrib.pop("id", None)
    root.attrib = {
        "viewBox": f"0 0 {size[0]} {size[1]}",
        "width": f"{size[0]}",
        "height": f"{size[1]}",
        "role": "img",
        "aria-label": title,
    }
    return ElementTree.tostring(root, encoding="unicode")


def _restyled(value: str) -> str:
    """An attribute with the page's colours and typeface in place of matplotlib's."""
    value = re.sub(r"font-family: [^;]+; ?", "", value)
    for given, wanted in _COLOURS.items():
        value = value.replace(given, wanted)
    return re.sub(r"\s+", " ", value).strip()

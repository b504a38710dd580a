"""The charts of a brief, drawn on the server by matplotlib as SVG. Their words stay words: whoever shows them sets them.

Drawn once, when the brief is drafted, and kept in its version: a later library draws no issued chart differently.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pingan.office.rules.brief_pictures import Bars, Lines, Picture

#: Width and height in inches: a line of a document (156 mm), two charts on a page.
_WIDTH, _HEIGHT, _PER_BAR = 6.14, 3.1, 0.3
_BLUE, _GREY = "#1f5fa8", "#9aa3ad"
_MOST_TICKS = 10
_FOUNT: Final = "Noto Sans CJK SC"
#: Who looks at a chart in a browser may not have the fount that it is printed in.
_FOUNTS: Final = f"'{_FOUNT}', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
_STYLE: Final[dict[str, Any]] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "pingan",  # the same numbers give the same file
    "font.family": [_FOUNT],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "axes.edgecolor": "#5b6570",
    "grid.color": "#dfe3e8",
}


@cache
def _library() -> Any:
    """Load the library and make the founts of the house known to it: only what drafts pays for the import."""
    import matplotlib as library
    from matplotlib import font_manager

    for found in sorted(files("noto_cjk_sans_otc").iterdir(), key=str):
        if found.name.endswith(".ttc"):
            font_manager.fontManager.addfont(str(found))
    return library


def draw(picture: Picture) -> str:
    """Return a picture as SVG, with its numbers beside the bars."""
    library = _library()
    from matplotlib.figure import Figure

    with library.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, _height_of(picture)), layout="constrained")
        axes = figure.subplots()
        axes.set_axisbelow(True)
        if isinstance(picture, Lines):
            _lines(axes, picture)
        else:
            _bars(axes, picture)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None, "Title": picture.title})
    return target.getvalue().replace(f"'{_FOUNT}'", _FOUNTS)


def _height_of(picture: Picture) -> float:
    """Return the height in inches: bars are as thick in a chart of two as in one of fifteen."""
    if isinstance(picture, Lines):
        return _HEIGHT
    return 0.8 + len(picture.labels) * _PER_BAR * (1.7 if picture.before else 1)


def _lines(axes: Any, picture: Lines) -> None:
    places = list(range(len(picture.labels)))
    nothing = float("nan")
    now = [nothing if value is None else value for value in picture.now]
    before = [nothing if value is None else value for value in picture.before]
    if any(picture.before):
        axes.plot(places, before, color=_GREY, linestyle="--", linewidth=1.2, label="去年同期")
    marker = "o" if len(places) <= 14 else ""
    axes.plot(places, now, color=_BLUE, linewidth=1.8, marker=marker, markersize=4, label="本期")
    step = -(-len(places) // _MOST_TICKS)
    axes.set_xticks(places[::step], picture.labels[::step])
    axes.set_ylim(bottom=0)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=2, frameon=False)


def _bars(axes: Any, picture: Bars) -> None:
    places = list(range(len(picture.labels)))
    is_double = bool(picture.before)
    high = 0.36 if is_double else 0.62
    offset = high / 2 if is_double else 0
    shown = axes.barh([at - offset for at in places], picture.now, height=high, color=_BLUE, label="本期")
    axes.bar_label(shown, labels=[f"{value:g}{picture.unit}" for value in picture.now], padding=3, fontsize=8)
    if is_double:
        before = [0 if value is None else value for value in picture.before]
        told = axes.barh([at + offset for at in places], before, height=high, color=_GREY, label="上期")
        words = ["—" if value is None else f"{value:g}{picture.unit}" for value in picture.before]
        axes.bar_label(told, labels=words, padding=3, fontsize=8)
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.4, 1 + 0.42 / _height_of(picture)), ncols=2, frameon=False
        )
    axes.set_yticks(places, picture.labels)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")

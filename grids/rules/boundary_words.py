"""Why a boundary was refused, as a sentence for who drew it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grids.rules.geometry import BadBoundary


def outside_words(percent: float, name: str, level: str) -> str:
    """Return that a boundary leaves a line too far, and whose line that is, in the reader's language."""
    words = _("%(percent)d%% of the boundary lie outside the line of %(place)s (%(level)s).")
    return words % {"percent": round(percent), "place": name, "level": level}


def sentence_of(problem: BadBoundary) -> str:
    """Return what is wrong with a boundary in the reader's language."""
    sentences = {
        "type": _("The boundary must be a GeoJSON Polygon or MultiPolygon."),
        "ring": _("A ring of the boundary is no list of points."),
        "points": _("The boundary has too few or too many points, or a ring is not closed."),
        "number": _("The boundary holds something that is no coordinate."),
        "outside": _("The boundary lies outside Jiangxi. Are longitude and latitude swapped?"),
        "invalid": _("The boundary crosses itself."),
        "empty": _("The boundary encloses no area."),
    }
    return sentences[problem.code]

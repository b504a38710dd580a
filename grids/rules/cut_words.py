"""Why a line, a union or a border was refused, as a sentence for who drew it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grids.rules.cutting import MOST_CORNERS, MOST_PIECES
from grids.rules.geometry import BadBoundary


def too_little(area_m2: float, least_m2: float) -> str:
    """Return why so little ground is no grid, in the reader's language; blank: it is enough."""
    if area_m2 >= least_m2:
        return ""
    sentence = _("A grid has at least %(least)s m² of ground; this would have %(area)s m².")
    return sentence % {"least": f"{least_m2:g}", "area": f"{area_m2:.4g}"}


def words_of(problem: BadBoundary) -> str:
    """Return what is wrong and what to do instead, in the reader's language."""
    sentences = {
        "line_type": _("Draw the line, or give it as a GeoJSON LineString."),
        "line_points": _("The line needs two corners at least and %(most)d at most.")
        % {"most": MOST_CORNERS},
        "line_crosses": _("The line crosses itself. Draw it anew."),
        "number": _("The line holds something that is no coordinate."),
        "outside": _("The line lies outside Jiangxi. Are longitude and latitude swapped?"),
        "uncut": _("The line divides nothing: it must run through the grid from border to border."),
        "pieces": _("The line cuts the grid into more than %(most)d pieces.") % {"most": MOST_PIECES},
        "apart": _("These grids share no common border; a common corner is not enough."),
    }
    return sentences[problem.code]

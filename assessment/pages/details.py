"""What the page of every matter of assessment has besides: names of its terms as the rulebook has them."""

from __future__ import annotations

from grids.queries.limits import name_of_stage, words_of_term
from pingan.web.pages_matters import MatterDetail


class AssessmentDetail(MatterDetail):
    """The page of one matter of assessment; its pane beside the list."""

    stage_label = staticmethod(name_of_stage)
    term_in_words = staticmethod(words_of_term)

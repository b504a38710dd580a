"""What a figure meant is frozen beside its numbers: of every figure that a scheme may name."""

from __future__ import annotations

import json

from assessment.services.run_computing import _meaning
from pingan.common.figures import all_figures


def test_the_meaning_of_every_figure_can_be_kept_as_json() -> None:
    for code, figure in all_figures().items():
        kept = json.loads(json.dumps(_meaning(figure)))
        assert kept["label"] and isinstance(kept["article"], str), code

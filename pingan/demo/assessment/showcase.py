"""Assessment and accountability in the demo county as a whole, each step through the service that a click calls."""

from __future__ import annotations

from pingan.demo.assessment.cases import show_cases
from pingan.demo.assessment.honours import show_honours
from pingan.demo.assessment.runs import show_runs
from pingan.demo.assessment.stage import stage_of_demo
from pingan.demo.assessment.surveys import show_surveys


def show_assessment() -> None:
    """Tell the story of a year: surveys, runs, a township that failed and what followed, honours given and refused."""
    stage = stage_of_demo()
    show_surveys(stage)
    run = show_runs(stage)
    show_cases(stage, run)
    show_honours(stage)

"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import run_judging, run_steps, run_trace, run_units, run_what_if, runs

app_name = "assessment"
urlpatterns: list[Any] = [
    *runs.urlpatterns,
    *run_units.urlpatterns,
    *run_trace.urlpatterns,
    *run_steps.urlpatterns,
    *run_judging.urlpatterns,
    *run_what_if.urlpatterns,
]

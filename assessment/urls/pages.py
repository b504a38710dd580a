"""Pages of this app. Each pages module lists its own addresses."""

from assessment.pages import (
    cases,
    commendations,
    figures,
    instruments,
    orders,
    oversight_exports,
    run_judging,
    run_steps,
    run_trace,
    run_units,
    run_what_if,
    runs,
    scheme_comparison,
    scheme_editing,
    schemes,
    survey_public,
    survey_work,
    surveys,
    targets,
)
from assessment.pages.run_exports import orders as run_orders

app_name = "assessment"
urlpatterns = [
    *schemes.urlpatterns,
    *scheme_editing.urlpatterns,
    *scheme_comparison.urlpatterns,
    *runs.urlpatterns,
    *run_units.urlpatterns,
    *run_trace.urlpatterns,
    *run_steps.urlpatterns,
    *run_judging.urlpatterns,
    *run_what_if.urlpatterns,
    *run_orders.urlpatterns,
    *figures.urlpatterns,
    *targets.urlpatterns,
    *orders.urlpatterns,
    *instruments.urlpatterns,
    *oversight_exports.urlpatterns,
    *cases.urlpatterns,
    *commendations.urlpatterns,
    *surveys.urlpatterns,
    *survey_work.urlpatterns,
    *survey_public.urlpatterns,
]

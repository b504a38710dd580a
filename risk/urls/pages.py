"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from risk.pages import (
    catalogues,
    decisions,
    hazard_registration,
    hazards,
    places,
    project_areas,
    public,
    questionnaires,
    screening_rules,
    screening_runs,
    signals,
    task_list,
    warnings,
)
from risk.pages.exports import kinds, others

app_name = "risk"
urlpatterns: list[Any] = [
    *task_list.urlpatterns,
    *warnings.urlpatterns,
    *screening_rules.urlpatterns,
    *screening_runs.urlpatterns,
    *signals.urlpatterns,
    *decisions.urlpatterns,
    *project_areas.urlpatterns,
    *catalogues.urlpatterns,
    *hazard_registration.urlpatterns,
    *hazards.urlpatterns,
    *places.urlpatterns,
    *kinds.urlpatterns,
    *others.urlpatterns,
    *public.urlpatterns,
    *questionnaires.urlpatterns,
]

"""Pages of this app. Each pages module lists its own addresses."""

from typing import Any

from assessment.pages import survey_files, survey_public, survey_work, surveys

app_name = "assessment"
urlpatterns: list[Any] = [
    *surveys.urlpatterns,
    *survey_files.urlpatterns,
    *survey_work.urlpatterns,
    *survey_public.urlpatterns,
]

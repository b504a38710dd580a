from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pingan.matters"
    label = "matters"

    def ready(self) -> None:
        from pingan.access.policy import register_matter
        from pingan.common.slots import file_in_use, file_scopes, notice_readers, region_successions
        from pingan.matters.models import Matter
        from pingan.matters.policy import files_on_visible_matters, linked_files
        from pingan.matters.services.notices import who_may_be_told
        from pingan.matters.services.rehoming import rehome_open_matters

        register_matter(Matter)
        region_successions.fill("matters", rehome_open_matters, order=200)
        file_scopes.fill("matters", files_on_visible_matters)
        file_in_use.fill("matters", linked_files)
        notice_readers.fill("matters", who_may_be_told)

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pingan.matters"
    label = "matters"

    def ready(self) -> None:
        from pingan.access.policy import register_matter
        from pingan.common.slots import region_successions
        from pingan.matters.models import Matter
        from pingan.matters.services.rehoming import rehome_open_matters

        register_matter(Matter)
        region_successions.fill("matters", rehome_open_matters, order=200)

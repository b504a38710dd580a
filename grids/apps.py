from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"

    def ready(self) -> None:
        from grids.machine import INCIDENTS
        from grids.models.incidents import Incident
        from grids.policy.grids import register_policy
        from grids.policy.incidents import register_incidents
        from grids.queries.workers import own_grids
        from grids.services.successions import follow_succession
        from pingan.common.slots import actor_scopes, matter_urls, region_successions
        from pingan.matters.machine import register_detail, register_machine

        register_policy()
        register_incidents()
        register_machine(INCIDENTS)
        register_detail("incident", Incident)
        matter_urls.fill("incident", lambda pk: f"/incidents/{pk}/")
        actor_scopes.fill("own_grids", own_grids)
        region_successions.fill("grids", follow_succession)

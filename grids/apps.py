from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"

    def ready(self) -> None:
        from grids.policy.grids import register_policy
        from grids.queries.workers import own_grids
        from grids.services.successions import follow_succession
        from pingan.common.slots import actor_scopes, region_successions

        register_policy()
        actor_scopes.fill("own_grids", own_grids)
        region_successions.fill("grids", follow_succession)

from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"

    def ready(self) -> None:
        from grids.machine import INCIDENTS
        from grids.models.incidents import Incident
        from grids.pages import home
        from grids.pages.exports import register_incident_export
        from grids.pages.grid_exports import register_grid_exports
        from grids.pages.grid_imports import register_grid_imports
        from grids.pages.menu import incident_menu
        from grids.policy.grids import register_policy
        from grids.policy.incidents import letters_of, register_incidents
        from grids.policy.overview import register_overview
        from grids.queries.figures import FIGURES
        from grids.queries.reporting_units import GRIDS
        from grids.queries.workers import own_grids
        from grids.services.successions import follow_succession
        from pingan.common.figures import fill
        from pingan.common.slots import (
            actor_scopes,
            document_scopes,
            home_cards,
            matter_urls,
            navigation,
            region_successions,
            reporting_units,
        )
        from pingan.matters.machine import register_detail, register_machine

        register_policy()
        register_incidents()
        register_overview()
        register_machine(INCIDENTS)
        register_detail("incident", Incident)
        matter_urls.fill("incident", lambda pk: f"/incidents/{pk}/")
        actor_scopes.fill("own_grids", own_grids)
        document_scopes.fill("grids", letters_of)
        navigation.fill("home", home.first_menu, order=10)
        navigation.fill("incidents", incident_menu, order=100)
        navigation.fill("grids", home.menu, order=200)
        home_cards.fill("grids", home.cards, order=100)
        register_incident_export()
        register_grid_imports()
        register_grid_exports()
        region_successions.fill("grids", follow_succession)
        reporting_units.fill("grid", GRIDS, order=60)
        fill(FIGURES, order=100)

from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"

    def ready(self) -> None:
        from grids.machine import INCIDENTS
        from grids.models.incidents import Incident
        from grids.pages import home, patrol_home
        from grids.pages.exports import register_incident_export
        from grids.pages.grid_exports import register_grid_exports
        from grids.pages.grid_imports import register_grid_imports
        from grids.pages.ledger_files import register_ledger_files
        from grids.pages.map_layer import LAYER
        from grids.pages.menu import (
            incident_menu,
            map_menu,
            progress_door,
            report_door,
            submission_menu,
            volunteer_menu,
        )
        from grids.pages.own_reports import INCIDENT_REPORTS
        from grids.pages.patrol_reports import PATROL_REPORTS
        from grids.pages.public_mediation import mediation_door
        from grids.pages.public_volunteers import volunteer_door
        from grids.pages.submission_home import submission_cards
        from grids.policy.grids import register_policy
        from grids.policy.incidents import letters_of, register_incidents
        from grids.policy.ledger import register_ledger
        from grids.policy.my_area import register_my_area
        from grids.policy.overview import register_overview
        from grids.policy.patrols import register_patrols
        from grids.policy.submissions import certificates, files_in_use, readable_files, register_submissions
        from grids.queries.class_catalogue import CLASSES
        from grids.queries.figures import FIGURES
        from grids.queries.ledger_incidents import INCIDENT_BOOK
        from grids.queries.ledger_patrols import PATROL_BOOK
        from grids.queries.ledger_registers import REGISTER_BOOK
        from grids.queries.patrol_figures import PATROL_FIGURES
        from grids.queries.reporting_units import GRIDS
        from grids.queries.workers import own_scopes
        from grids.services.patrol_successions import follow_grids
        from grids.services.successions import follow_succession
        from pingan.common.figures import fill
        from pingan.common.slots import (
            actor_scopes,
            document_scopes,
            figure_classes,
            file_in_use,
            file_scopes,
            grid_successions,
            home_cards,
            ledger_books,
            map_layers,
            matter_urls,
            navigation,
            own_reports,
            public_doors,
            region_successions,
            reporting_units,
        )
        from pingan.matters.machine import register_detail, register_machine

        register_policy()
        register_incidents()
        register_overview()
        register_patrols()
        register_submissions()
        document_scopes.fill("volunteers", certificates)
        file_in_use.fill("submissions", files_in_use)
        file_scopes.fill("submissions", readable_files)
        register_machine(INCIDENTS)
        register_detail("incident", Incident)
        matter_urls.fill("incident", lambda pk: f"/incidents/{pk}/")
        actor_scopes.fill("grids", own_scopes)
        document_scopes.fill("grids", letters_of)
        navigation.fill("home", home.first_menu, order=10)
        navigation.fill("incidents", incident_menu, order=100)
        navigation.fill("grids", home.menu, order=200)
        home_cards.fill("grids", home.cards, order=100)
        home_cards.fill("patrols", patrol_home.patrol_cards, order=90)
        navigation.fill("patrols", patrol_home.patrol_menu, order=110)
        home_cards.fill("submissions", submission_cards, order=105)
        map_layers.fill("incidents", LAYER, order=100)
        navigation.fill("map", map_menu, order=110)
        navigation.fill("submissions", submission_menu, order=105)
        navigation.fill("volunteers", volunteer_menu, order=106)
        public_doors.fill("mediation", mediation_door, order=20)
        public_doors.fill("volunteer", volunteer_door, order=30)
        public_doors.fill("report", report_door, order=10)
        public_doors.fill("progress", progress_door, order=90)
        register_incident_export()
        register_grid_imports()
        register_grid_exports()
        region_successions.fill("grids", follow_succession)
        reporting_units.fill("grid", GRIDS, order=60)
        fill(FIGURES, order=100)
        figure_classes.fill("incident", CLASSES, order=100)
        fill(PATROL_FIGURES, order=105)
        register_ledger()
        register_my_area()
        register_ledger_files()
        ledger_books.fill("incident", INCIDENT_BOOK, order=100)
        own_reports.fill("incident", INCIDENT_REPORTS, order=100)
        own_reports.fill("patrol", PATROL_REPORTS, order=500)
        ledger_books.fill("patrol", PATROL_BOOK, order=500)
        ledger_books.fill("registers", REGISTER_BOOK, order=900)
        grid_successions.fill("patrols", follow_grids, order=100)

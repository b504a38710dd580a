from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "pingan.registers"
    label = "registers"

    def ready(self) -> None:
        from pingan.common.figures import fill
        from pingan.common.slots import file_in_use, file_scopes, home_cards, navigation, own_reports
        from pingan.registers.pages import home
        from pingan.registers.pages.entry_exports import register_entry_exports
        from pingan.registers.pages.exports import register_exports
        from pingan.registers.pages.own_reports import REGISTER_REPORTS
        from pingan.registers.policy import files_in_use, readable_files, register_policy
        from pingan.registers.queries.figures import FIGURES
        from pingan.registers.queries.units import register_kinds

        register_policy()
        register_kinds()
        register_exports()
        register_entry_exports()
        file_scopes.fill("registers", readable_files)
        file_in_use.fill("registers", files_in_use)
        home_cards.fill("registers", home.cards, order=50)
        own_reports.fill("screening", REGISTER_REPORTS, order=400)
        navigation.fill("registers", home.menu, order=150)
        fill(FIGURES, order=500)

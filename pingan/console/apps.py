from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pingan.console"
    label = "console"

    def ready(self) -> None:
        """Say who may what with the tables below, and put the kernel's pages into the menu."""
        from pingan.common.slots import navigation
        from pingan.console.pages import accounts_menu, organisation_menu
        from pingan.console.policy import accounts, organisation

        accounts.register_permits()
        organisation.register_permits()
        navigation.fill("accounts", accounts_menu.menu, order=900)
        navigation.fill("organisation", organisation_menu.menu, order=500)

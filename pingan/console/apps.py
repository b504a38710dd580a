from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pingan.console"
    label = "console"

    def ready(self) -> None:
        """Say who may what with the tables below, and put the kernel's pages into the menu."""
        from pingan.common.slots import home_cards, navigation
        from pingan.console.pages import accounts_menu, documents, home, organisation_menu
        from pingan.console.policy import accounts, organisation

        accounts.register_permits()
        organisation.register_permits()
        navigation.fill("accounts", accounts_menu.menu, order=900)
        navigation.fill("documents", documents.menu, order=400)
        navigation.fill("organisation", organisation_menu.menu, order=500)
        home_cards.fill("console", home.cards, order=900)

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "pingan.office"
    label = "office"

    def ready(self) -> None:
        from pingan.common.slots import document_scopes, home_cards, navigation
        from pingan.office.pages.brief_home import brief_cards
        from pingan.office.pages.files import register_board_files
        from pingan.office.pages.home import cards
        from pingan.office.pages.menu import office_menu
        from pingan.office.policy import papers_of_circulars, register_office
        from pingan.office.policy.briefs import briefs_of, register_briefs

        register_office()
        register_briefs()
        document_scopes.fill("office", lambda actor: briefs_of(actor) | papers_of_circulars(actor))
        register_board_files()
        home_cards.fill("briefs", brief_cards, order=170)
        home_cards.fill("office", cards, order=900)
        navigation.fill("office", office_menu, order=20)

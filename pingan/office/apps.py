from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "pingan.office"
    label = "office"

    def ready(self) -> None:
        from pingan.common.slots import navigation
        from pingan.office.pages.files import register_board_files
        from pingan.office.pages.menu import office_menu
        from pingan.office.policy import register_office

        register_office()
        register_board_files()
        navigation.fill("office", office_menu, order=20)

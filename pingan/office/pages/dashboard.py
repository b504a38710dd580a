"""."""
urlpatterns: list = []

"""The style guide beside the real addresses, whatever the settings show."""

from django.urls import include, path

from pingan.urls import urlpatterns as real

urlpatterns = [path("styleguide/", include("pingan.web.styleguide_urls")), *real]

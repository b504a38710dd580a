"""Pages of the toolbox: exports and stored files."""

from pingan.web import pages_exports, pages_files

app_name = "web"
urlpatterns = [*pages_exports.urlpatterns, *pages_files.urlpatterns]

"""Pages of the toolbox: exports, stored files, and the check of a file that was given out."""

from pingan.web import pages_exports, pages_files, pages_import_records, pages_phone, pages_verify

app_name = "web"
urlpatterns = [
    *pages_exports.urlpatterns,
    *pages_files.urlpatterns,
    *pages_verify.urlpatterns,
    *pages_phone.urlpatterns,
    *pages_import_records.urlpatterns,
]

"""Verbs that change the organisation."""

from pingan.org.services.bodies import (
    LOWEST_BODY,
    close_group,
    dissolve_body,
    edit_body,
    edit_group,
    establish_body,
    form_group,
    register_organ,
    set_office,
)
from pingan.org.services.centers import (
    admit_agency,
    check_line,
    close_center,
    edit_center,
    end_agency,
    open_center,
)
from pingan.org.services.divisions import LoadResult, load_divisions
from pingan.org.services.membership import (
    admit_member_unit,
    edit_member_unit,
    register_non_member,
    remove_member_unit,
)
from pingan.org.services.posts import appoint, end_post
from pingan.org.services.responsibility import end_responsibility, record_responsibility
from pingan.org.services.successions import (
    abolish_region,
    create_region,
    merge_regions,
    recode_region,
    rename_region,
)
from pingan.org.services.township_changes import TownshipChanges, apply_township_changes

__all__ = [
    "LOWEST_BODY",
    "LoadResult",
    "TownshipChanges",
    "abolish_region",
    "admit_agency",
    "admit_member_unit",
    "apply_township_changes",
    "appoint",
    "check_line",
    "close_center",
    "close_group",
    "create_region",
    "dissolve_body",
    "edit_body",
    "edit_center",
    "edit_group",
    "edit_member_unit",
    "end_agency",
    "end_post",
    "end_responsibility",
    "establish_body",
    "form_group",
    "load_divisions",
    "merge_regions",
    "open_center",
    "recode_region",
    "record_responsibility",
    "register_non_member",
    "register_organ",
    "remove_member_unit",
    "rename_region",
    "set_office",
]

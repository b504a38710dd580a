"""Reads of the organisation by purpose."""

from pingan.org.queries.bodies import (
    body_of,
    center_of,
    members_on,
    memberships_of,
    responsible_on,
)
from pingan.org.queries.posts import current_post_holders, posts_in_force, user_ids_holding
from pingan.org.queries.reference import CheckLine, checklist_lines
from pingan.org.queries.regions import (
    children_of,
    covered_column,
    covered_prefixes,
    line_around,
    lined_division,
    lines_around,
    path_to,
    predecessor_ids,
    prefixes_of,
    region_by_code,
    regions_in_force,
    regions_matching,
    successor_of,
)

__all__ = [
    "CheckLine",
    "body_of",
    "center_of",
    "checklist_lines",
    "children_of",
    "covered_column",
    "covered_prefixes",
    "current_post_holders",
    "line_around",
    "lined_division",
    "lines_around",
    "members_on",
    "memberships_of",
    "path_to",
    "posts_in_force",
    "predecessor_ids",
    "prefixes_of",
    "region_by_code",
    "regions_in_force",
    "regions_matching",
    "responsible_on",
    "successor_of",
    "user_ids_holding",
]

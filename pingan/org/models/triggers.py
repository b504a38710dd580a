"""Rules that the database itself refuses to break.

``btree_gist`` may be missing (the embedded build has no contrib modules), so equal keys are compared as
one-element ranges, which PostgreSQL's own GiST operator class for ranges can exclude.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import BigIntegerField, CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Cast


def single_range(column: str) -> Func:
    """The range that holds just this number."""
    number = Cast(column, BigIntegerField())
    return Func(number, number, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def no_overlap(
    name: str, *columns: str, of: tuple[str, str] = ("valid_from", "valid_to")
) -> ExclusionConstraint:
    """Refuse two rows that agree in ``columns`` and whose half-open periods ``[from, to)`` share a day.

    An end that is not after the start gives an empty period, which overlaps nothing.
    """
    period = Func(*of, Value("[)"), function="daterange", output_field=DateRangeField())
    keys = [(single_range(column), RangeOperators.OVERLAPS) for column in columns]
    return ExclusionConstraint(name=name, expressions=[*keys, (period, RangeOperators.OVERLAPS)])


def _update_of(*columns: str) -> pgtrigger.Operation:
    """Fire when one of these columns is set (pgtrigger has no types here)."""
    return pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]


def period_forward(name: str) -> CheckConstraint:
    """Refuse a period that ends before it begins; an open start or end is always right."""
    return CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name=name
    )


def refuse(message: str, constraint: str) -> str:
    """Return the plpgsql statement that Django turns into an IntegrityError of this name."""
    return (
        f"raise exception '{message}' using errcode = 'check_violation', "
        f"constraint = '{constraint}', table = TG_TABLE_NAME;"
    )


def level_of_region(name: str) -> pgtrigger.Trigger:
    """Refuse a row whose ``level`` is not that of its region."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | _update_of("region_id", "level"),
        func=f"""
        if NEW.level <> (select level from org_region where id = NEW.region_id) then
          {refuse("level differs from that of the region", name)}
        end if;
        return NEW;
        """,  # noqa: S608 - the only name in it comes from our own models
    )


REGION_PLACE = pgtrigger.Trigger(
    name="region_in_parent",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | _update_of("parent_id"),
    declare=[("above", "org_region%ROWTYPE")],
    func=f"""
    if NEW.parent_id is null then
      if NEW.level > 1 then {refuse("only the province has no parent", "region_in_parent")} end if;
      return NEW;
    end if;
    select * into above from org_region where id = NEW.parent_id;
    if above.level <> NEW.level - 1
       or not starts_with(NEW.code, left(above.code, (array[2, 4, 6, 9, 12])[above.level]))
    then
      {refuse("a division stands inside the division of its own prefix", "region_in_parent")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

REGION_IDENTITY = pgtrigger.Trigger(
    name="region_code_stays",
    when=pgtrigger.Before,
    operation=_update_of("code", "level"),
    condition=pgtrigger.Condition("OLD.code <> NEW.code or OLD.level <> NEW.level"),
    func=refuse("a recoded division is a new row", "region_code_stays"),
)

# The user's row is locked first, so that two posts granted at the same moment see each other. NO KEY
# UPDATE, because the foreign key's own check holds a key share lock on that row.
POST_ADMINISTRATORS = pgtrigger.Trigger(
    name="post_administrators_apart",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | _update_of("user_id", "role", "held_from", "held_to"),
    func=f"""
    perform 1 from accounts_user where id = NEW.user_id for no key update;
    if exists (
      select 1 from org_post other
      where other.user_id = NEW.user_id and other.id is distinct from NEW.id and other.role <> NEW.role
        and (NEW.role in ('system_admin', 'security_admin', 'audit_admin')
             or other.role in ('system_admin', 'security_admin', 'audit_admin'))
        and daterange(other.held_from, other.held_to)
            && daterange(NEW.held_from,
                         case when NEW.held_to < NEW.held_from then NEW.held_from else NEW.held_to end)
    ) then
      {refuse("an administrator holds no other role", "post_administrators_apart")}
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

"""What the database itself refuses about runs: final is final, and announced points move only with a reason.

The triggers ask the run of a row. Large tables are asked once per statement, so that copying a million rows stays fast.
"""

from __future__ import annotations

from typing import Any

import pgtrigger

from pingan.org.models.triggers import refuse

RUN_STAYS = pgtrigger.Trigger(
    name="final_run_stays",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("OLD.final_at is not null"),
    func=f"""
    if TG_OP = 'DELETE' or NEW is distinct from OLD then
      {refuse("a final run is never changed", "final_run_stays")}
    end if;
    return NEW;
    """,
)


def row_stays(
    name: str, of_row: str, *, once: str = "final_at", lock: str = "for share"
) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse every change of rows whose run is final, or has whatever moment ``once`` names.

    ``of_row`` finds the run ``one`` of ``NEW`` and ``OLD``. ``lock`` keeps it from being made final between this look
    and the end of the transaction; blank where only who holds the run itself changes these rows.
    """
    return (
        pgtrigger.Trigger(
            name=name,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
            perform 1 from assessment_assessmentrun one where {of_row} {lock};
            perform 1 from assessment_assessmentrun one where ({of_row}) and one.{once} is not null;
            if found then
              {refuse("nothing of a run that is closed to it is changed", name)}
            end if;
            if TG_OP = 'DELETE' then return OLD; end if;
            return NEW;
            """,
        ),
    )


def statement_stays(name: str, join: str) -> tuple[pgtrigger.Trigger, ...]:
    """Refuse, once per statement, every change of rows whose run is final; ``join`` leads from ``row`` to ``one``."""

    def look(rows: str) -> str:
        return f"""
        perform 1 from {rows} row join {join} where one.final_at is not null limit 1;
        if found then
          {refuse("nothing of a final run is changed", name)}
        end if;
        """

    def of(
        operation: pgtrigger.Operation, ending: str, body: str, referencing: pgtrigger.Referencing
    ) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=f"{name}_{ending}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=f"{body} return null;",
        )

    new, old = "rows_after", "rows_before"
    seen: Any = pgtrigger.Referencing
    return (
        of(pgtrigger.Insert, "i", look(new), seen(new=new)),
        of(pgtrigger.Update, "u", look(new) + look(old), seen(new=new, old=old)),
        of(pgtrigger.Delete, "d", look(old), seen(old=old)),
    )


OF_RUN = "assessment_assessmentrun one on one.matter_id = row.run_id"

# Computed once; from then on points follow the last change that is written down, and nothing else moves.
SCORE_MOVES_WITH_REASON = pgtrigger.Trigger(
    name="score_moves_with_reason",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=f"""
    perform 1 from assessment_assessmentrun one where one.matter_id = OLD.run_id and one.computed_at is not null;
    if not found then
      if TG_OP = 'DELETE' then return OLD; end if;
      return NEW;
    end if;
    if TG_OP = 'DELETE' or to_jsonb(NEW) - 'points' <> to_jsonb(OLD) - 'points' then
      {refuse("a computed score is never changed", "score_moves_with_reason")}
    end if;
    if NEW.points is distinct from OLD.points then
      perform 1 from assessment_scorechange last
       where last.id = (select max(each.id) from assessment_scorechange each where each.score_id = OLD.id)
         and last.from_points is not distinct from OLD.points and last.to_points = NEW.points;
      if not found then
        {refuse("points move only by a change with its reason", "score_moves_with_reason")}
      end if;
    end if;
    return NEW;
    """,  # noqa: S608 - constant text
)

CHANGES_STAY = pgtrigger.Trigger(
    name="score_changes_stay",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func=refuse("a change of points is never changed itself", "score_changes_stay"),
)

"""Points on the map by cell: an index on an expression, so that the full table is neither rewritten nor locked.

A stored generated column would rewrite a million rows with all their indexes under an exclusive lock (decision 0064).
"""

import django.db.models.expressions
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import pingan.matters.models.cells

CREATE = r"""
create or replace function map_cell(longitude float8, latitude float8) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
  side constant float8 := 4194304;  -- 2^22 squares along each side of the world
  lat constant float8 := radians(greatest(-85.05112877980659, least(85.05112877980659, latitude)));
  x bigint := least(side - 1, greatest(0, floor((longitude + 180) / 360 * side)));
  y bigint := least(side - 1, greatest(0, floor((1 - ln(tan(lat) + 1 / cos(lat)) / pi()) / 2 * side)));
begin
  x := (x | (x << 16)) & 0x0000FFFF0000FFFF;  y := (y | (y << 16)) & 0x0000FFFF0000FFFF;
  x := (x | (x << 8)) & 0x00FF00FF00FF00FF;   y := (y | (y << 8)) & 0x00FF00FF00FF00FF;
  x := (x | (x << 4)) & 0x0F0F0F0F0F0F0F0F;   y := (y | (y << 4)) & 0x0F0F0F0F0F0F0F0F;
  x := (x | (x << 2)) & 0x3333333333333333;   y := (y | (y << 2)) & 0x3333333333333333;
  x := (x | (x << 1)) & 0x5555555555555555;   y := (y | (y << 1)) & 0x5555555555555555;
  return x | (y << 1);
end $$;
"""
DROP = "drop function if exists map_cell(float8, float8);"


class Migration(migrations.Migration):
    atomic = False  # built beside the running system

    dependencies = [("matters", "0007_extensions_asked_for_outside")]

    operations = [
        migrations.RunSQL(CREATE, DROP),
        AddIndexConcurrently(
            model_name="matter",
            index=models.Index(
                django.db.models.expressions.F("kind"),
                pingan.matters.models.cells.MapCell("longitude", "latitude"),
                name="matter_on_map",
                condition=models.Q(("longitude__isnull", False)),
            ),
        ),
    ]

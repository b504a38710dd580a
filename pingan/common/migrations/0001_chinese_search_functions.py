"""Bigram search functions; every later migration may use them in a generated column."""

from django.db import migrations

CREATE = r"""
create or replace function zh_tsvector(value text) returns tsvector
language plpgsql immutable strict parallel safe as $$
declare
  run text;
  place int := 0;
  lexemes text[] := '{}';
begin
  for run in
    select piece[1]
    from regexp_matches(lower(normalize(value, NFKC)), '[㐀-鿿豈-﫿𠀀-𲎯]+|[a-z0-9]+', 'g') as piece
  loop
    if run ~ '^[a-z0-9]' then
      place := place + 1;
      lexemes := lexemes || (left(run, 100) || ':' || least(place, 16383));
    else
      for i in 1..char_length(run) loop
        place := place + 1;
        lexemes := lexemes || (substr(run, i, 2) || ':' || least(place, 16383));
      end loop;
    end if;
    place := place + 1;
  end loop;
  return array_to_string(lexemes, ' ')::tsvector;
end $$;

create or replace function zh_tsquery(value text) returns tsquery
language plpgsql immutable strict parallel safe as $$
declare
  run text;
  part text;
  parts text[] := '{}';
begin
  for run in
    select piece[1]
    from regexp_matches(lower(normalize(value, NFKC)), '[㐀-鿿豈-﫿𠀀-𲎯]+|[a-z0-9]+', 'g') as piece
  loop
    if run ~ '^[a-z0-9]' or char_length(run) = 1 then
      part := left(run, 100) || ':*';
    else
      part := '';
      for i in 1..char_length(run) - 1 loop
        part := part || case when i > 1 then ' <-> ' else '' end || substr(run, i, 2);
      end loop;
    end if;
    parts := parts || ('(' || part || ')');
  end loop;
  return array_to_string(parts, ' & ')::tsquery;
end $$;
"""
DROP = "drop function if exists zh_tsvector(text); drop function if exists zh_tsquery(text);"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, DROP)]

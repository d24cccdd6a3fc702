-- For each noun: the plain name is the view of today, name_on(moment) the same of any moment.
-- A moment is exclusive: scenario_on(the end of 30 June) is what the register said on 30 June.
create or replace view {kind} as
select * from {kind}_version
where superseded_at is null;

create or replace function {kind}_on(moment timestamp) returns setof {kind}_version
language sql stable as $$
    select * from {kind}_version
    where recorded_at < moment
      and (superseded_at is null or superseded_at >= moment)
$$;

create index if not exists {kind}_version_today on {kind}_version (id) where superseded_at is null;
create index if not exists {kind}_version_batch on {kind}_version (batch);
create index if not exists {kind}_version_superseded_by on {kind}_version (superseded_by) where superseded_by is not null;

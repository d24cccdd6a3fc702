-- For each noun: the plain name is the view of today, name_on(moment) the same of any moment.
-- A moment is exclusive: scenario_on(the end of 30 June) is what the register said on 30 June.
create or replace view {kind} as
select * from {kind}_version
where superseded_at is null;

create or replace macro {kind}_on(moment) as table
select * from {kind}_version
where recorded_at < cast(moment as timestamp)
  and (superseded_at is null or superseded_at >= cast(moment as timestamp));

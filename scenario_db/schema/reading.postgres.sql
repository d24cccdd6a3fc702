-- For each noun: the plain name is the view of today, name_on(moment) the same of any moment.
-- A moment is exclusive: scenario_on(the end of 30 June) is what the register said on 30 June.

-- What grows with every scenario stands in two parts: today's versions close together, and those that ended. A question
-- about today then costs what today holds, whatever the history. A relative of PostgreSQL without such parts keeps one table.
do $$
declare
    told text;
begin
    if '{kind}' not in (
            'scenario', 'partner', 'link', 'move', 'annual_plan', 'monthly_target', 'progress_report', 'milestone', 'issue'
        )
        or current_setting('server_version_num')::int < 130000
    then
        create index if not exists {kind}_version_today on {kind}_version (id) where superseded_at is null;
        return;
    end if;
    if (select relkind from pg_class where oid = '{kind}_version'::regclass) = 'p' then
        return;
    end if;
    told := obj_description('{kind}_version'::regclass);
    alter table {kind}_version rename to {kind}_version_whole;
    create table {kind}_version (like {kind}_version_whole including defaults including comments)
        partition by range (superseded_at);
    execute format('comment on table {kind}_version is %L', told);
    -- No moment lies after the end of 9999: what may have ended by then is not even looked at for today.
    create table {kind}_version_past partition of {kind}_version for values from (minvalue) to ('9999-12-31');
    create table {kind}_version_live partition of {kind}_version default;
    insert into {kind}_version select * from {kind}_version_whole;
    drop table {kind}_version_whole cascade;
    alter table {kind}_version_live add primary key (id);
    alter table {kind}_version_past add primary key (id, version);
    -- What held on a day not long ago is found without going through all that ended before.
    create index on {kind}_version_past (superseded_at);
    if exists (select from pg_attribute where attrelid = '{kind}_version'::regclass and attname = 'scenario_id') then
        create index on {kind}_version_live (scenario_id);
    end if;
end $$;

create or replace view {kind} as
select * from {kind}_version
where superseded_at is null;

create or replace function {kind}_on(moment timestamp) returns setof {kind}_version
language sql stable as $$
    select * from {kind}_version
    where recorded_at < moment
      and (superseded_at is null or superseded_at >= moment)
$$;

create index if not exists {kind}_version_batch on {kind}_version (batch);
create index if not exists {kind}_version_superseded_by on {kind}_version (superseded_by) where superseded_by is not null;

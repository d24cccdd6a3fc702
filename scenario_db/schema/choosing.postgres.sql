-- The one filter: the scenarios in the library at a moment, of these tiers, domains and lead departments, with this text.
-- An empty list chooses all; without tiers, what has left is left out. `named` are departments that the text names.
create or replace function chosen(
    moment timestamp, tiers text[], domains text[], leads text[], wanted text, named text[]
) returns setof scenario_version
language sql stable as $$
    select *
    from scenario_version
    where recorded_at < moment
      and (superseded_at is null or superseded_at >= moment)
      and record_status = 'entered'
      and (tier = any(tiers) or (cardinality(tiers) = 0 and tier <> 'exit'))
      and (cardinality(domains) = 0 or domain = any(domains))
      and (cardinality(leads) = 0 or lead_id = any(leads))
      and (
          wanted = ''
          or strpos(findable, wanted) > 0
          or strpos(replace(lower(code), '-', ''), wanted) > 0
          or lead_id = any(named)
      )
$$;

-- What waits for somebody (duties.py) is little among much: found without going through every return and every partner.
create index if not exists progress_report_version_waiting on progress_report_version (status)
where superseded_at is null and status in ('returned', 'first_review', 'final_review');
create index if not exists partner_version_asked on partner_version (department_id) where superseded_at is null;

-- A card is opened by its code; a circle is looked for under its parents.
create index if not exists scenario_version_code on scenario_version (code) where superseded_at is null;
create index if not exists scenario_version_parent on scenario_version (parent_id) where superseded_at is null;

-- What is counted of today's scenarios, so that counting reads a seventh of what they take.
do $$
begin
    if to_regclass('scenario_version_live') is not null then
        create index if not exists scenario_version_counted on scenario_version_live (record_status)
            include (id, tier, domain, lead_id, parent_id, recorded_at, superseded_at);
    end if;
end $$;

-- A year in one row: for each scenario what its months returned as done, and what was aimed at, as far as it holds today.
-- Made anew for the scenarios and years that a statement touched: the year's money then reads one row instead of twelve.
create table if not exists year_of_returns (
    scenario_id text not null,
    year bigint not null,
    m1 decimal(18,4), m2 decimal(18,4), m3 decimal(18,4), m4 decimal(18,4),
    m5 decimal(18,4), m6 decimal(18,4), m7 decimal(18,4), m8 decimal(18,4),
    m9 decimal(18,4), m10 decimal(18,4), m11 decimal(18,4), m12 decimal(18,4),
    primary key (scenario_id, year)
);
create table if not exists year_of_targets (like year_of_returns including all);

create or replace function make_year_of_returns(ids text[]) returns void language plpgsql as $$
begin
    delete from year_of_returns where ids is null or scenario_id = any(ids);
    insert into year_of_returns
    select
        scenario_id, cast(extract(year from period_end) as bigint) as year,
        max(case when extract(month from period_end) = 1 then invest_ytd end) as m1,
        max(case when extract(month from period_end) = 2 then invest_ytd end) as m2,
        max(case when extract(month from period_end) = 3 then invest_ytd end) as m3,
        max(case when extract(month from period_end) = 4 then invest_ytd end) as m4,
        max(case when extract(month from period_end) = 5 then invest_ytd end) as m5,
        max(case when extract(month from period_end) = 6 then invest_ytd end) as m6,
        max(case when extract(month from period_end) = 7 then invest_ytd end) as m7,
        max(case when extract(month from period_end) = 8 then invest_ytd end) as m8,
        max(case when extract(month from period_end) = 9 then invest_ytd end) as m9,
        max(case when extract(month from period_end) = 10 then invest_ytd end) as m10,
        max(case when extract(month from period_end) = 11 then invest_ytd end) as m11,
        max(case when extract(month from period_end) = 12 then invest_ytd end) as m12
    from progress_report
    where period_type = 'month' and status = 'effective' and invest_ytd is not null
      and (ids is null or scenario_id = any(ids))
    group by 1, 2;
end $$;

create or replace function make_year_of_targets(ids text[]) returns void language plpgsql as $$
begin
    delete from year_of_targets where ids is null or scenario_id = any(ids);
    insert into year_of_targets
    select
        scenario_id, year,
        max(case when month = 1 then target_invest end) as m1, max(case when month = 2 then target_invest end) as m2,
        max(case when month = 3 then target_invest end) as m3, max(case when month = 4 then target_invest end) as m4,
        max(case when month = 5 then target_invest end) as m5, max(case when month = 6 then target_invest end) as m6,
        max(case when month = 7 then target_invest end) as m7, max(case when month = 8 then target_invest end) as m8,
        max(case when month = 9 then target_invest end) as m9, max(case when month = 10 then target_invest end) as m10,
        max(case when month = 11 then target_invest end) as m11, max(case when month = 12 then target_invest end) as m12
    from monthly_target
    where target_invest is not null
      and (ids is null or scenario_id = any(ids))
    group by 1, 2
    having count(*) = 12;
end $$;

create or replace function keep_year() returns trigger language plpgsql as $$
begin
    execute format('select make_%s($1)', tg_argv[0])
    using (select coalesce(array_agg(distinct scenario_id), '{}') from touched);
    return null;
end $$;

do $$
declare
    kind text;
    year text;
    event text;
    named text;
begin
    for kind, year in values ('progress_report', 'year_of_returns'), ('monthly_target', 'year_of_targets') loop
        for event, named in values ('insert', 'new'), ('update', 'old'), ('delete', 'old') loop
            execute format('drop trigger if exists %s_at_%s on %s_version', year, event, kind);
            execute format(
                'create trigger %1$s_at_%2$s after %2$s on %3$s_version referencing %4$s table as touched '
                'for each statement execute function keep_year(%1$s)',
                year, event, kind, named
            );
        end loop;
    end loop;
end $$;

select make_year_of_returns(null), make_year_of_targets(null);
analyze year_of_returns;
analyze year_of_targets;

-- What each scenario returned as done in the months from January on that begin before a day, as known at a moment.
create or replace function returned_by_month(moment timestamp, january date, after date) returns table (
    id text,
    m1 decimal, m2 decimal, m3 decimal, m4 decimal, m5 decimal, m6 decimal,
    m7 decimal, m8 decimal, m9 decimal, m10 decimal, m11 decimal, m12 decimal
)
language sql stable as $$
    select
        scenario_id,
        case when january + interval '0 months' < after then m1 end,
        case when january + interval '1 months' < after then m2 end,
        case when january + interval '2 months' < after then m3 end,
        case when january + interval '3 months' < after then m4 end,
        case when january + interval '4 months' < after then m5 end,
        case when january + interval '5 months' < after then m6 end,
        case when january + interval '6 months' < after then m7 end,
        case when january + interval '7 months' < after then m8 end,
        case when january + interval '8 months' < after then m9 end,
        case when january + interval '9 months' < after then m10 end,
        case when january + interval '10 months' < after then m11 end,
        case when january + interval '11 months' < after then m12 end
    from year_of_returns
    where moment = '9999-12-31' and year = extract(year from january)
      and ((m1 is not null and january + interval '0 months' < after)
          or (m2 is not null and january + interval '1 months' < after)
          or (m3 is not null and january + interval '2 months' < after)
          or (m4 is not null and january + interval '3 months' < after)
          or (m5 is not null and january + interval '4 months' < after)
          or (m6 is not null and january + interval '5 months' < after)
          or (m7 is not null and january + interval '6 months' < after)
          or (m8 is not null and january + interval '7 months' < after)
          or (m9 is not null and january + interval '8 months' < after)
          or (m10 is not null and january + interval '9 months' < after)
          or (m11 is not null and january + interval '10 months' < after)
          or (m12 is not null and january + interval '11 months' < after))
    union all
    select
        scenario_id,
        max(case when extract(month from period_end) = 1 then invest_ytd end),
        max(case when extract(month from period_end) = 2 then invest_ytd end),
        max(case when extract(month from period_end) = 3 then invest_ytd end),
        max(case when extract(month from period_end) = 4 then invest_ytd end),
        max(case when extract(month from period_end) = 5 then invest_ytd end),
        max(case when extract(month from period_end) = 6 then invest_ytd end),
        max(case when extract(month from period_end) = 7 then invest_ytd end),
        max(case when extract(month from period_end) = 8 then invest_ytd end),
        max(case when extract(month from period_end) = 9 then invest_ytd end),
        max(case when extract(month from period_end) = 10 then invest_ytd end),
        max(case when extract(month from period_end) = 11 then invest_ytd end),
        max(case when extract(month from period_end) = 12 then invest_ytd end)
    from progress_report_on(moment)
    where moment <> '9999-12-31' and period_type = 'month' and status = 'effective' and invest_ytd is not null
      and period_end >= january and period_end < after
    group by scenario_id
$$;

-- The last of them: its month and its amount.
create or replace function latest_returned(moment timestamp, january date, after date)
returns table (id text, month integer, amount decimal)
language sql stable as $$
    select
        id,
        case
            when m12 is not null then 12 when m11 is not null then 11 when m10 is not null then 10
            when m9 is not null then 9 when m8 is not null then 8 when m7 is not null then 7
            when m6 is not null then 6 when m5 is not null then 5 when m4 is not null then 4
            when m3 is not null then 3 when m2 is not null then 2 when m1 is not null then 1
        end,
        coalesce(m12, m11, m10, m9, m8, m7, m6, m5, m4, m3, m2, m1)
    from returned_by_month(moment, january, after)
$$;

-- The year's monthly targets where there are all twelve, as known at a moment.
create or replace function target_by_month(moment timestamp, of bigint) returns table (
    id text,
    m1 decimal, m2 decimal, m3 decimal, m4 decimal, m5 decimal, m6 decimal,
    m7 decimal, m8 decimal, m9 decimal, m10 decimal, m11 decimal, m12 decimal
)
language sql stable as $$
    select scenario_id, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12
    from year_of_targets
    where moment = '9999-12-31' and year = of
    union all
    select
        scenario_id,
        max(case when month = 1 then target_invest end), max(case when month = 2 then target_invest end),
        max(case when month = 3 then target_invest end), max(case when month = 4 then target_invest end),
        max(case when month = 5 then target_invest end), max(case when month = 6 then target_invest end),
        max(case when month = 7 then target_invest end), max(case when month = 8 then target_invest end),
        max(case when month = 9 then target_invest end), max(case when month = 10 then target_invest end),
        max(case when month = 11 then target_invest end), max(case when month = 12 then target_invest end)
    from monthly_target_on(moment)
    where moment <> '9999-12-31' and year = of and target_invest is not null
    group by scenario_id
    having count(*) = 12
$$;

-- What digests.py and the audit take for one number of a text.
create or replace function digest_of(it text) returns text
language sql immutable as $$
    select encode(sha256(convert_to(it, 'UTF8')), 'hex')
$$;

-- The one filter: the scenarios in the library at a moment, of these tiers, domains and lead departments, with this text.
-- An empty list chooses all; without tiers, what has left is left out. `named` are departments that the text names.
create or replace macro chosen(moment, tiers, domains, leads, wanted, named) as table
select *
from scenario_version
where recorded_at < cast(moment as timestamp)
  and (superseded_at is null or superseded_at >= cast(moment as timestamp))
  and record_status = 'entered'
  and (list_contains(cast(tiers as text[]), tier) or (len(cast(tiers as text[])) = 0 and tier <> 'exit'))
  and (len(cast(domains as text[])) = 0 or list_contains(cast(domains as text[]), domain))
  and (len(cast(leads as text[])) = 0 or list_contains(cast(leads as text[]), lead_id))
  and (
      cast(wanted as text) = ''
      or strpos(findable, cast(wanted as text)) > 0
      or strpos(replace(lower(code), '-', ''), cast(wanted as text)) > 0
      or list_contains(cast(named as text[]), lead_id)
  );

-- What each scenario returned as done in the months from January on that begin before a day, as known at a moment.
create or replace macro returned_by_month(moment, january, after) as table
select scenario_id as id, max(case when month = 1 then amount end) as m1, max(case when month = 2 then amount end) as m2,
    max(case when month = 3 then amount end) as m3, max(case when month = 4 then amount end) as m4,
    max(case when month = 5 then amount end) as m5, max(case when month = 6 then amount end) as m6,
    max(case when month = 7 then amount end) as m7, max(case when month = 8 then amount end) as m8,
    max(case when month = 9 then amount end) as m9, max(case when month = 10 then amount end) as m10,
    max(case when month = 11 then amount end) as m11, max(case when month = 12 then amount end) as m12
from (
    select scenario_id, cast(extract(month from period_end) as integer) as month, invest_ytd as amount
    from progress_report_version
    where recorded_at < cast(moment as timestamp)
      and (superseded_at is null or superseded_at >= cast(moment as timestamp))
      and period_type = 'month' and status = 'effective' and invest_ytd is not null
      and period_end >= cast(january as date) and period_end < cast(after as date)
) as returned
group by scenario_id;

-- The last of them: its month and its amount.
create or replace macro latest_returned(moment, january, after) as table
with returned as (
    select scenario_id as id, cast(extract(month from period_end) as integer) as month, invest_ytd as amount
    from progress_report_version
    where recorded_at < cast(moment as timestamp)
      and (superseded_at is null or superseded_at >= cast(moment as timestamp))
      and period_type = 'month' and status = 'effective' and invest_ytd is not null
      and period_end >= cast(january as date) and period_end < cast(after as date)
)
select returned.id, returned.month, returned.amount
from (select id, max(month) as month from returned group by id) as last
join returned on returned.id = last.id and returned.month = last.month;

-- The year's monthly targets where there are all twelve, as known at a moment.
create or replace macro target_by_month(moment, of_year) as table
select scenario_id as id, max(case when month = 1 then target_invest end) as m1, max(case when month = 2 then target_invest end) as m2,
    max(case when month = 3 then target_invest end) as m3, max(case when month = 4 then target_invest end) as m4,
    max(case when month = 5 then target_invest end) as m5, max(case when month = 6 then target_invest end) as m6,
    max(case when month = 7 then target_invest end) as m7, max(case when month = 8 then target_invest end) as m8,
    max(case when month = 9 then target_invest end) as m9, max(case when month = 10 then target_invest end) as m10,
    max(case when month = 11 then target_invest end) as m11, max(case when month = 12 then target_invest end) as m12
from monthly_target_version
where recorded_at < cast(moment as timestamp)
  and (superseded_at is null or superseded_at >= cast(moment as timestamp))
  and year = cast(of_year as bigint) and target_invest is not null
group by scenario_id
having count(*) = 12;

-- What digests.py and the audit take for one number of a text.
create or replace macro digest_of(it) as sha256(it);

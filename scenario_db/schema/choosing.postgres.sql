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

-- What digests.py and the audit take for one number of a text.
create or replace function digest_of(it text) returns text
language sql immutable as $$
    select encode(sha256(convert_to(it, 'UTF8')), 'hex')
$$;

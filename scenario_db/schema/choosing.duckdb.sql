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

-- What digests.py and the audit take for one number of a text.
create or replace macro digest_of(it) as sha256(it);

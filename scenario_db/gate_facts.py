"""What the register itself can say to the items of the gates: one question, for one scenario or a whole library.

Each line of `looked_up` is one item of domain.md §4.3 and when it is there; partners who only use a scenario have
nothing to promise. The parameters are those of `gates.py`.
"""

from __future__ import annotations

FACTS = """
    , partners as (
        select
            p.scenario_id as id,
            count(*) as several,
            count(case when p.role = 'data' then 1 end) as data,
            count(case when p.role <> 'user' and p.interface_status = 'none' then 1 end) as silent,
            count(case when p.role <> 'user' and p.interface_status in ('none', 'talking', 'disputed') then 1 end)
                as open,
            count(case when p.role = 'data' and p.confirmed_by is null then 1 end) as unsigned,
            count(case when p.role = 'operator' then 1 end) as operators
        from partner_on(cast(:moment as timestamp)) as p
        where p.scenario_id in (select id from stands)
        group by p.scenario_id
    ), demands as (
        select distinct scenario_id as id
        from demand_scenario_on(cast(:moment as timestamp))
    ), baselines as (
        select distinct scenario_id as id
        from metric_on(cast(:moment as timestamp))
        where baseline is not null
    ), steps as (
        select scenario_id as id, count(*) as several
        from milestone_on(cast(:moment as timestamp))
        where status <> 'dropped'
        group by scenario_id
    ), planned as (
        select plan.scenario_id as id
        from annual_plan_on(cast(:moment as timestamp)) as plan
        join monthly_target_on(cast(:moment as timestamp)) as target
          on target.scenario_id = plan.scenario_id and target.year = plan.year
        where plan.year = :year and plan.planned_invest is not null and target.target_invest is not null
          and plan.scenario_id in (select id from stands where gate = 'g3')
        group by plan.scenario_id
        having count(*) = 12
    ), evaluated as (
        select distinct scenario_id as id
        from evaluation_on(cast(:moment as timestamp))
    ), facts as (
        select
            s.*,
            coalesce(p.several, 0) as partners, coalesce(p.data, 0) as data_partners,
            coalesce(p.silent, 0) as silent, coalesce(p.open, 0) as unconfirmed,
            coalesce(p.unsigned, 0) as unsigned, coalesce(p.operators, 0) as operators,
            d.id is not null as has_demand, b.id is not null as has_baseline, coalesce(m.several, 0) as milestones,
            y.id is not null as has_plan, e.id is not null as has_evaluation,
            case when s.cross_level then 1 else 0 end + case when s.cross_region then 1 else 0 end
              + case when s.cross_system then 1 else 0 end + case when s.cross_department then 1 else 0 end
              + case when s.cross_business then 1 else 0 end >= :cross_flags as is_cross
        from stands as s
        left join partners as p on p.id = s.id
        left join demands as d on d.id = s.id
        left join baselines as b on b.id = s.id
        left join steps as m on m.id = s.id
        left join planned as y on y.id = s.id
        left join evaluated as e on e.id = s.id
    ), looked_up as (
        select id, gate, 'domain' as item, domain is not null as is_there from facts where gate = 'g1'
        union all select id, gate, 'pain_point', pain_point is not null from facts where gate = 'g1'
        union all select id, gate, 'lead_confirmed', lead_id is not null from facts where gate = 'g1'
        union all select id, gate, 'name_checked', false from facts where gate = 'g1'
        union all select id, gate, 'unclassified', false from facts where gate = 'g1'
        union all select id, gate, 'demand_linked', has_demand from facts where gate = 'g2'
        union all select id, gate, 'content_and_basis', content is not null and policy_basis is not null
            from facts where gate = 'g2'
        union all select id, gate, 'measurable_outcome', outcome is not null and has_baseline
            from facts where gate = 'g2'
        union all select id, gate, 'partners_contacted', partners > 0 and (silent = 0 or not is_cross)
            from facts where gate = 'g2'
        union all select id, gate, 'data_listed', data_need is not null and data_partners > 0
            from facts where gate = 'g2'
        union all select id, gate, 'cost_and_funds', total_invest is not null and array_length(fund_sources, 1) > 0
            from facts where gate = 'g2'
        union all select id, gate, 'reuse_checked', false from facts where gate = 'g2'
        union all select id, gate, 'review_opinion', false from facts where gate = 'g2'
        union all select id, gate, 'approval', approval_no is not null and approval_date >= :approved_after
            from facts where gate = 'g3'
        union all select id, gate, 'funds_arranged', total_invest > 0 and array_length(fund_sources, 1) > 0
            and not ('pending' = any(fund_sources)) from facts where gate = 'g3'
        union all select id, gate, 'implementer', implementer is not null from facts where gate = 'g3'
        union all select id, gate, 'dates', planned_start is not null and planned_finish is not null
            from facts where gate = 'g3'
        union all select id, gate, 'plan_targets', has_plan from facts where gate = 'g3'
        union all select id, gate, 'milestones', milestones >= :milestones_needed from facts where gate = 'g3'
        union all select id, gate, 'partners_confirmed', partners > 0 and unconfirmed = 0 and unsigned = 0
            from facts where gate = 'g3'
        union all select id, gate, 'contact_and_leader', contact is not null and leader is not null
            from facts where gate = 'g3'
        union all select id, gate, 'security_decided', security is not null and security <> 'undecided'
            from facts where gate = 'g3'
        union all select id, gate, 'acceptance', false from facts where gate = 'g4'
        union all select id, gate, 'online', false from facts where gate = 'g4'
        union all select id, gate, 'operating_unit', operators > 0 and operation_model is not null
            from facts where gate = 'g4'
        union all select id, gate, 'baseline', has_baseline from facts where gate = 'g4'
        union all select id, gate, 'first_evaluation', has_evaluation from facts where gate = 'g4'
    ), checked as (
        select
            it.id, it.gate, it.item,
            case
                when coalesce(it.is_there, false) then 'there'
                when a.waived and (a.expires_on is null or a.expires_on >= :day) then 'waived'
                when a.id is not null and not a.waived then 'there'
                else 'missing'
            end as state
        from looked_up as it
        left join gate_answer_on(cast(:moment as timestamp)) as a
          on a.scenario_id = it.id and a.gate = it.gate and a.item = it.item
    )
"""
"""From `stands` (scenarios, each with the gate before it) to `checked`: an item a row, there, waived or missing."""

LACKING = f"""{FACTS}, lacking as (
        select
            id,
            count(case when state = 'missing' then 1 end) as missing,
            string_agg(case when state = 'missing' then item end, ' ') as items
        from checked
        group by id
    )
"""
"""From `stands` to `lacking`: for each scenario how many items are missing, and which, in one text."""

NEXT_GATE = "case tier when 'plan' then 'g2' when 'reserve' then 'g3' when 'build' then 'g4' end"
"""The gate before which a scenario of a library stands."""

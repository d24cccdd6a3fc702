-- What people said of pairs that were proposed to them: demands with scenarios, scenarios that are alike.

create table fit_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    demand_id text not null,
    scenario_id text not null,
    verdict text not null,
    reason text,
    decided_by text,
    decided_on date,
    primary key (id, version)
);
comment on table fit_version is '匹配研判 · What somebody said when a scenario was proposed for a demand';
comment on column fit_version.id is '标识 · Never changes; made of demand_id, scenario_id';
comment on column fit_version.version is '版本 · 1, 2, 3 … for each id';
comment on column fit_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column fit_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column fit_version.batch is '批次 · The batch that wrote this version';
comment on column fit_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column fit_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column fit_version.demand_id is '需求 · Demand; the id of a demand';
comment on column fit_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column fit_version.verdict is '研判结论 · Verdict; one of codes.FitVerdict';
comment on column fit_version.reason is '理由 · Reason';
comment on column fit_version.decided_by is '研判人 · Decided by';
comment on column fit_version.decided_on is '研判日期 · Decided on';

create table twin_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    other_id text not null,
    verdict text not null,
    link_type text,
    reason text,
    decided_by text,
    decided_on date,
    primary key (id, version)
);
comment on table twin_version is '查重研判 · What somebody said of two scenarios that are alike';
comment on column twin_version.id is '标识 · Never changes; made of scenario_id, other_id';
comment on column twin_version.version is '版本 · 1, 2, 3 … for each id';
comment on column twin_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column twin_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column twin_version.batch is '批次 · The batch that wrote this version';
comment on column twin_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column twin_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column twin_version.scenario_id is '场景 · Scenario; the id of the later scenario';
comment on column twin_version.other_id is '相近场景 · The other; the id of the earlier scenario';
comment on column twin_version.verdict is '研判结论 · Verdict; one of codes.TwinVerdict';
comment on column twin_version.link_type is '关联类型 · Linked as; one of codes.LinkType, where they are related';
comment on column twin_version.reason is '理由 · Reason';
comment on column twin_version.decided_by is '研判人 · Decided by';
comment on column twin_version.decided_on is '研判日期 · Decided on';

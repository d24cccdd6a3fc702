-- The register: one table of versions for each noun. A version holds from recorded_at until superseded_at.
-- Released steps are never edited; what changes later is a further step.

create table ledger_mark (
    mark bigint not null,
    moved_at timestamp not null
);
comment on table ledger_mark is '总账标记 · One row that every batch moves: it orders the batches and tells whether anything changed';
comment on column ledger_mark.mark is '标记 · The number of the last batch';
comment on column ledger_mark.moved_at is '时间 · When (UTC) it was recorded; never goes back, whatever the clock does';
insert into ledger_mark values (0, '2000-01-01 00:00:00');

create table counter (
    name text not null primary key,
    value bigint not null
);
comment on table counter is '计数器 · The last number given out, for ids and for codes such as WX-2026-0001';
comment on column counter.name is '名称 · What is counted';
comment on column counter.value is '数值 · The last number given out';
insert into counter values ('id', 0);

create table batch (
    id bigint not null primary key,
    recorded_at timestamp not null,
    source text not null,
    author text not null,
    author_role text not null,
    note text,
    file_name text,
    file_hash text,
    mapping text,
    counts text,
    undoes bigint
);
comment on table batch is '变更批次 · Who changed what, when, and through which door; written once';
comment on column batch.id is '批次号 · The ledger mark that it moved to';
comment on column batch.recorded_at is '记录时间 · UTC';
comment on column batch.source is '入口 · one of codes.Source';
comment on column batch.author is '操作人 · Who';
comment on column batch.author_role is '角色 · one of codes.Role';
comment on column batch.note is '说明 · Why, in the words of the author';
comment on column batch.file_name is '文件名 · The workbook, for an import';
comment on column batch.file_hash is '文件指纹 · Its SHA-256';
comment on column batch.mapping is '对应关系 · JSON: for each sheet which column held which field, and which rows were section rows';
comment on column batch.counts is '计数 · JSON: rows read, new, changed, same, conflict, refused, skipped';
comment on column batch.undoes is '撤销批次 · The batch that this one takes back';

create table import_row (
    batch bigint not null,
    sheet text not null,
    row_no bigint not null,
    verdict text not null,
    problems text not null,
    primary key (batch, sheet, row_no)
);
comment on table import_row is '未导入的行 · Rows of a workbook that were refused, and why; those that went in are found by their source_row';
comment on column import_row.batch is '批次号 · The import';
comment on column import_row.sheet is '工作表 · The sheet';
comment on column import_row.row_no is '行号 · As Excel counts';
comment on column import_row.verdict is '结论 · refused or conflict';
comment on column import_row.problems is '问题 · JSON: kind, cell and facts of each';

create table department_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    name text not null,
    full_name text,
    type text not null,
    parent_id text,
    working_group_id text,
    cdo_name text,
    data_officer text,
    leader text,
    valid_from date,
    valid_to date,
    successor_id text,
    findable text not null,
    sort_key text not null,
    primary key (id, version)
);
comment on table department_version is '单位 · Departments and other units that lead or take part';
comment on column department_version.id is '标识 · Never changes; given when first recorded';
comment on column department_version.version is '版本 · 1, 2, 3 … for each id';
comment on column department_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column department_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column department_version.batch is '批次 · The batch that wrote this version';
comment on column department_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column department_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column department_version.name is '规范简称 · Short name; the name everybody uses, unique among live units';
comment on column department_version.full_name is '单位全称 · Full name';
comment on column department_version.type is '单位类型 · Type of unit; one of codes.DepartmentType';
comment on column department_version.parent_id is '上级单位 · Parent unit; the id of a department';
comment on column department_version.working_group_id is '专项工作组 · Working group; the id of a code_item; an item of the list working_group';
comment on column department_version.cdo_name is '首席数据官 · Chief data officer; signs where data of the unit are involved';
comment on column department_version.data_officer is '数据专员 · Data officer';
comment on column department_version.leader is '分管领导 · Leader in charge';
comment on column department_version.valid_from is '启用日期 · Valid from';
comment on column department_version.valid_to is '停用日期 · Valid to; the day before which the unit ceased; empty while it exists';
comment on column department_version.successor_id is '承接单位 · Successor; the id of a department; the unit that took over';
comment on column department_version.findable is '检索 · What a search looks through: names, other names, pinyin, initials; made by the ledger';
comment on column department_version.sort_key is '排序 · The name in pinyin, so that both engines sort alike; made by the ledger';

create table department_alias_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    department_id text not null,
    alias text not null,
    nature text not null,
    valid_from date,
    valid_to date,
    primary key (id, version)
);
comment on table department_alias_version is '单位别名 · Other names of units, with the days on which they held';
comment on column department_alias_version.id is '标识 · Never changes; made of department_id, alias';
comment on column department_alias_version.version is '版本 · 1, 2, 3 … for each id';
comment on column department_alias_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column department_alias_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column department_alias_version.batch is '批次 · The batch that wrote this version';
comment on column department_alias_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column department_alias_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column department_alias_version.department_id is '单位 · Unit; the id of a department';
comment on column department_alias_version.alias is '别名 · Alias; as written';
comment on column department_alias_version.nature is '别名性质 · Nature; one of codes.AliasNature';
comment on column department_alias_version.valid_from is '启用日期 · Valid from';
comment on column department_alias_version.valid_to is '停用日期 · Valid to';

create table code_item_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    list text not null,
    name text not null,
    name_en text,
    position bigint not null,
    active boolean not null,
    primary key (id, version)
);
comment on table code_item_version is '代码项 · Items of the lists that the office edits';
comment on column code_item_version.id is '标识 · Never changes; made of list, name';
comment on column code_item_version.version is '版本 · 1, 2, 3 … for each id';
comment on column code_item_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column code_item_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column code_item_version.batch is '批次 · The batch that wrote this version';
comment on column code_item_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column code_item_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column code_item_version.list is '代码表 · List; one of codes.CodeList';
comment on column code_item_version.name is '名称 · Name';
comment on column code_item_version.name_en is '英文名称 · English name';
comment on column code_item_version.position is '排序 · Position';
comment on column code_item_version.active is '启用 · Active';

create table setting_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    name text not null,
    value text not null,
    primary key (id, version)
);
comment on table setting_version is '设置 · Rules of thumb that the office may change';
comment on column setting_version.id is '标识 · Never changes; made of name';
comment on column setting_version.version is '版本 · 1, 2, 3 … for each id';
comment on column setting_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column setting_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column setting_version.batch is '批次 · The batch that wrote this version';
comment on column setting_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column setting_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column setting_version.name is '设置名 · Name';
comment on column setting_version.value is '设置值 · Value';

create table scenario_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    code text not null,
    name text not null,
    aliases text[] not null,
    parent_id text,
    domain text,
    category text,
    transformations text[] not null,
    industry_tags text[] not null,
    scale text,
    form text,
    solution_tier text,
    tier text not null,
    tier_since date,
    stage text,
    suspended boolean not null,
    suspend_reason text,
    resume_due date,
    record_status text not null,
    batch_name text,
    lead_id text,
    implementer text,
    leader text,
    contact text,
    phone text,
    regions text[] not null,
    pain_point text,
    summary text,
    content text,
    outcome text,
    technologies text[] not null,
    data_need text,
    policy_basis text,
    cross_level boolean,
    cross_region boolean,
    cross_system boolean,
    cross_department boolean,
    cross_business boolean,
    cross_declared boolean,
    total_invest decimal(18,4),
    total_invest_text text,
    invest_qualifier text,
    fund_sources text[] not null,
    invest_type text,
    operation_model text,
    open_to_market boolean,
    cooperation text[] not null,
    planned_start date,
    planned_start_precision text,
    planned_finish date,
    planned_finish_precision text,
    actual_start date,
    actual_start_precision text,
    actual_finish date,
    actual_finish_precision text,
    approval_no text,
    approval_date date,
    security text,
    classified boolean not null,
    remark text,
    findable text not null,
    sort_key text not null,
    primary key (id, version)
);
comment on table scenario_version is '场景 · Application scenarios';
comment on column scenario_version.id is '标识 · Never changes; given when first recorded';
comment on column scenario_version.version is '版本 · 1, 2, 3 … for each id';
comment on column scenario_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column scenario_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column scenario_version.batch is '批次 · The batch that wrote this version';
comment on column scenario_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column scenario_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column scenario_version.code is '场景编号 · Code; given at the commit, never taken from 序号; never changes';
comment on column scenario_version.name is '场景名称 · Name';
comment on column scenario_version.aliases is '别名/曾用名 · Other names';
comment on column scenario_version.parent_id is '上级场景 · Parent scenario; the id of a scenario; at most two levels, no cycles';
comment on column scenario_version.domain is '需求领域 · Demand domain; one of codes.Domain';
comment on column scenario_version.category is '细分领域 · Category; an item of the list category';
comment on column scenario_version.transformations is '三化方向 · Transformation; one of codes.Transformation';
comment on column scenario_version.industry_tags is '产业标签 · Industry tags';
comment on column scenario_version.scale is '场景规模 · Scale; one of codes.Scale';
comment on column scenario_version.form is '形态 · Form; one of codes.Form';
comment on column scenario_version.solution_tier is '方案版本 · Solution edition; one of codes.SolutionTier';
comment on column scenario_version.tier is '库别 · Tier; one of codes.Tier';
comment on column scenario_version.tier_since is '入本库日期 · In this tier since';
comment on column scenario_version.stage is '阶段 · Stage; one of codes.Stage';
comment on column scenario_version.suspended is '暂停 · Suspended';
comment on column scenario_version.suspend_reason is '暂停原因 · Reason of suspension';
comment on column scenario_version.resume_due is '预计恢复 · Resumption due';
comment on column scenario_version.record_status is '审核状态 · Record status; one of codes.RecordStatus';
comment on column scenario_version.batch_name is '批次 · Batch; the published batch, such as 2022年第二批';
comment on column scenario_version.lead_id is '牵头单位 · Lead department; the id of a department; exactly one';
comment on column scenario_version.implementer is '实施主体 · Implementing body';
comment on column scenario_version.leader is '责任领导 · Responsible leader';
comment on column scenario_version.contact is '联系人 · Contact';
comment on column scenario_version.phone is '联系电话 · Phone; personal data: masked for other departments';
comment on column scenario_version.regions is '落地区域 · Regions';
comment on column scenario_version.pain_point is '痛点需求 · Pain point';
comment on column scenario_version.summary is '场景简介 · Summary';
comment on column scenario_version.content is '建设内容 · Content';
comment on column scenario_version.outcome is '预期成效 · Expected outcome';
comment on column scenario_version.technologies is '主要技术 · Technologies';
comment on column scenario_version.data_need is '数据需求 · Data needed';
comment on column scenario_version.policy_basis is '建设依据 · Policy basis';
comment on column scenario_version.cross_level is '跨层级 · Across levels';
comment on column scenario_version.cross_region is '跨地域 · Across regions';
comment on column scenario_version.cross_system is '跨系统 · Across systems';
comment on column scenario_version.cross_department is '跨部门 · Across departments';
comment on column scenario_version.cross_business is '跨业务 · Across lines of business';
comment on column scenario_version.cross_declared is '申报为多跨 · Declared multi-cross';
comment on column scenario_version.total_invest is '总投资 · Total investment (万元)';
comment on column scenario_version.total_invest_text is '总投资原文 · Total investment as written; kept where the figure has a qualifier or is no figure';
comment on column scenario_version.invest_qualifier is '总投资限定 · Qualifier of the total; one of codes.Qualifier; 约, 近, 超';
comment on column scenario_version.fund_sources is '资金来源 · Sources of funds; one of codes.FundSource';
comment on column scenario_version.invest_type is '投资类型 · Type of investment; one of codes.InvestType';
comment on column scenario_version.operation_model is '运营模式 · Revenue model';
comment on column scenario_version.open_to_market is '对外开放 · Open to the market';
comment on column scenario_version.cooperation is '合作需求 · Cooperation wanted; one of codes.Cooperation';
comment on column scenario_version.planned_start is '计划开工 · Planned start';
comment on column scenario_version.planned_start_precision is '计划开工精度 · Precision of the planned start; one of codes.Precision';
comment on column scenario_version.planned_finish is '计划完工 · Planned finish';
comment on column scenario_version.planned_finish_precision is '计划完工精度 · Precision of the planned finish; one of codes.Precision';
comment on column scenario_version.actual_start is '实际开工 · Actual start';
comment on column scenario_version.actual_start_precision is '实际开工精度 · Precision of the actual start; one of codes.Precision';
comment on column scenario_version.actual_finish is '实际完工 · Actual finish';
comment on column scenario_version.actual_finish_precision is '实际完工精度 · Precision of the actual finish; one of codes.Precision';
comment on column scenario_version.approval_no is '批复文号 · Approval number';
comment on column scenario_version.approval_date is '批复时间 · Approval date';
comment on column scenario_version.security is '网络安全等级 · Security level; one of codes.Security';
comment on column scenario_version.classified is '是否涉密 · Classified; must be false: classified scenarios do not belong here';
comment on column scenario_version.remark is '备注 · Remark';
comment on column scenario_version.findable is '检索 · What a search looks through: names, other names, pinyin, initials; made by the ledger';
comment on column scenario_version.sort_key is '排序 · The name in pinyin, so that both engines sort alike; made by the ledger';

create table partner_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    department_id text not null,
    role text not null,
    task text,
    interface_status text not null,
    requested_on date,
    due_on date,
    confirmed_by text,
    confirmed_on date,
    contact text,
    primary key (id, version)
);
comment on table partner_version is '场景单位关系 · Departments that take part in a scenario, and what they promised';
comment on column partner_version.id is '标识 · Never changes; made of scenario_id, department_id, role';
comment on column partner_version.version is '版本 · 1, 2, 3 … for each id';
comment on column partner_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column partner_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column partner_version.batch is '批次 · The batch that wrote this version';
comment on column partner_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column partner_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column partner_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column partner_version.department_id is '单位 · Department; the id of a department';
comment on column partner_version.role is '角色 · Role; one of codes.PartnerRole';
comment on column partner_version.task is '承担内容 · Task';
comment on column partner_version.interface_status is '对接状态 · State of the interface; one of codes.InterfaceStatus';
comment on column partner_version.requested_on is '提出日期 · Requested on';
comment on column partner_version.due_on is '要求日期 · Due on';
comment on column partner_version.confirmed_by is '确认人 · Confirmed by';
comment on column partner_version.confirmed_on is '确认日期 · Confirmed on';
comment on column partner_version.contact is '联系人 · Contact';

create table link_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    from_id text not null,
    to_id text not null,
    type text not null,
    step_no bigint not null,
    content text,
    department_id text,
    status text not null,
    evidence text,
    primary key (id, version)
);
comment on table link_version is '场景联动 · How one scenario stands to another';
comment on column link_version.id is '标识 · Never changes; made of from_id, to_id, type, step_no';
comment on column link_version.version is '版本 · 1, 2, 3 … for each id';
comment on column link_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column link_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column link_version.batch is '批次 · The batch that wrote this version';
comment on column link_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column link_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column link_version.from_id is '从场景 · From; the id of a scenario';
comment on column link_version.to_id is '到场景 · To; the id of a scenario';
comment on column link_version.type is '联动类型 · Type of link; one of codes.LinkType';
comment on column link_version.step_no is '步骤 · Step; the place in a chain; 0 where there is no order';
comment on column link_version.content is '联动内容 · Content';
comment on column link_version.department_id is '责任单位 · Responsible department; the id of a department';
comment on column link_version.status is '贯通状态 · Status; one of codes.LinkStatus';
comment on column link_version.evidence is '佐证 · Evidence';

create table demand_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    code text not null,
    title text not null,
    domain text,
    proposer_id text,
    proposer text,
    source text,
    pain_point text,
    urgency text,
    raised_on date,
    raised_on_precision text,
    status text not null,
    remark text,
    findable text not null,
    sort_key text not null,
    primary key (id, version)
);
comment on table demand_version is '需求 · Demands of the four domains';
comment on column demand_version.id is '标识 · Never changes; given when first recorded';
comment on column demand_version.version is '版本 · 1, 2, 3 … for each id';
comment on column demand_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column demand_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column demand_version.batch is '批次 · The batch that wrote this version';
comment on column demand_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column demand_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column demand_version.code is '需求编号 · Code; given at the commit';
comment on column demand_version.title is '需求名称 · Title';
comment on column demand_version.domain is '需求领域 · Demand domain; one of codes.Domain';
comment on column demand_version.proposer_id is '提出单位 · Proposing department; the id of a department';
comment on column demand_version.proposer is '提出方 · Proposer outside the departments';
comment on column demand_version.source is '需求来源 · Source';
comment on column demand_version.pain_point is '痛点描述 · Pain point';
comment on column demand_version.urgency is '紧急程度 · Urgency; one of codes.Urgency';
comment on column demand_version.raised_on is '提出时间 · Raised on';
comment on column demand_version.raised_on_precision is '提出时间精度 · Precision of the day; one of codes.Precision';
comment on column demand_version.status is '需求状态 · Status; one of codes.DemandStatus';
comment on column demand_version.remark is '备注 · Remark';
comment on column demand_version.findable is '检索 · What a search looks through: names, other names, pinyin, initials; made by the ledger';
comment on column demand_version.sort_key is '排序 · The name in pinyin, so that both engines sort alike; made by the ledger';

create table demand_scenario_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    demand_id text not null,
    scenario_id text not null,
    note text,
    primary key (id, version)
);
comment on table demand_scenario_version is '需求场景对应 · Which scenario answers which demand';
comment on column demand_scenario_version.id is '标识 · Never changes; made of demand_id, scenario_id';
comment on column demand_scenario_version.version is '版本 · 1, 2, 3 … for each id';
comment on column demand_scenario_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column demand_scenario_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column demand_scenario_version.batch is '批次 · The batch that wrote this version';
comment on column demand_scenario_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column demand_scenario_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column demand_scenario_version.demand_id is '需求 · Demand; the id of a demand';
comment on column demand_scenario_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column demand_scenario_version.note is '说明 · Note';

create table move_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    type text not null,
    from_tier text,
    to_tier text,
    from_stage text,
    to_stage text,
    gate_result text,
    reason_code text,
    reason text,
    document text,
    proposed_by text,
    proposed_on date,
    first_reviewer text,
    first_reviewed_on date,
    first_opinion text,
    final_reviewer text,
    final_reviewed_on date,
    final_opinion text,
    effective_on date,
    status text not null,
    primary key (id, version)
);
comment on table move_version is '调库 · How scenarios entered, moved and left, with both reviews';
comment on column move_version.id is '标识 · Never changes; given when first recorded';
comment on column move_version.version is '版本 · 1, 2, 3 … for each id';
comment on column move_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column move_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column move_version.batch is '批次 · The batch that wrote this version';
comment on column move_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column move_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column move_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column move_version.type is '调库类型 · Type of move; one of codes.MoveType';
comment on column move_version.from_tier is '原库别 · From tier; one of codes.Tier';
comment on column move_version.to_tier is '新库别 · To tier; one of codes.Tier';
comment on column move_version.from_stage is '原阶段 · From stage; one of codes.Stage';
comment on column move_version.to_stage is '新阶段 · To stage; one of codes.Stage';
comment on column move_version.gate_result is '门槛结果 · Gate result; JSON: item, there / missing / waived and why';
comment on column move_version.reason_code is '原因代码 · Reason code';
comment on column move_version.reason is '原因 · Reason';
comment on column move_version.document is '文号 · Document';
comment on column move_version.proposed_by is '提出人 · Proposed by';
comment on column move_version.proposed_on is '提出日期 · Proposed on';
comment on column move_version.first_reviewer is '初审人 · First reviewer';
comment on column move_version.first_reviewed_on is '初审日期 · First reviewed on';
comment on column move_version.first_opinion is '初审意见 · First opinion';
comment on column move_version.final_reviewer is '终审人 · Final reviewer';
comment on column move_version.final_reviewed_on is '终审日期 · Finally reviewed on';
comment on column move_version.final_opinion is '终审意见 · Final opinion';
comment on column move_version.effective_on is '生效日期 · Effective on';
comment on column move_version.status is '审核状态 · Review status; one of codes.ReviewStatus';

create table annual_plan_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    year bigint not null,
    planned_invest decimal(18,4),
    target text,
    primary key (id, version)
);
comment on table annual_plan_version is '年度计划 · What is to be spent and reached in a year';
comment on column annual_plan_version.id is '标识 · Never changes; made of scenario_id, year';
comment on column annual_plan_version.version is '版本 · 1, 2, 3 … for each id';
comment on column annual_plan_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column annual_plan_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column annual_plan_version.batch is '批次 · The batch that wrote this version';
comment on column annual_plan_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column annual_plan_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column annual_plan_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column annual_plan_version.year is '年度 · Year';
comment on column annual_plan_version.planned_invest is '年度计划投资 · Planned investment of the year (万元)';
comment on column annual_plan_version.target is '年度目标 · Target of the year';

create table monthly_target_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    year bigint not null,
    month bigint not null,
    target_invest decimal(18,4),
    target text,
    primary key (id, version)
);
comment on table monthly_target_version is '月度目标 · What is to be spent and reached by month';
comment on column monthly_target_version.id is '标识 · Never changes; made of scenario_id, year, month';
comment on column monthly_target_version.version is '版本 · 1, 2, 3 … for each id';
comment on column monthly_target_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column monthly_target_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column monthly_target_version.batch is '批次 · The batch that wrote this version';
comment on column monthly_target_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column monthly_target_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column monthly_target_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column monthly_target_version.year is '年度 · Year';
comment on column monthly_target_version.month is '月份 · Month';
comment on column monthly_target_version.target_invest is '月度计划投资 · Planned investment of the month (万元)';
comment on column monthly_target_version.target is '月度目标 · Target of the month';

create table progress_report_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    period_type text not null,
    period text not null,
    period_end date not null,
    invest_period decimal(18,4),
    invest_ytd decimal(18,4),
    invest_cum decimal(18,4),
    progress_pct decimal(18,4),
    progress text,
    issue text,
    next_step text,
    next_deadline date,
    next_deadline_precision text,
    unchanged boolean not null,
    light_override text,
    override_reason text,
    status text not null,
    reported_by text,
    reported_on date,
    primary key (id, version)
);
comment on table progress_report_version is '进度填报 · Returns: figures and words for a week, month, quarter or half-year';
comment on column progress_report_version.id is '标识 · Never changes; made of scenario_id, period_type, period';
comment on column progress_report_version.version is '版本 · 1, 2, 3 … for each id';
comment on column progress_report_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column progress_report_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column progress_report_version.batch is '批次 · The batch that wrote this version';
comment on column progress_report_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column progress_report_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column progress_report_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column progress_report_version.period_type is '填报类型 · Type of period; one of codes.Period';
comment on column progress_report_version.period is '填报期 · Period; 2022-06 for a month, 2022-W26 for a week, 2022-Q2, 2022-H1';
comment on column progress_report_version.period_end is '期末 · Last day of the period';
comment on column progress_report_version.invest_period is '本期完成投资 · Investment in the period (万元)';
comment on column progress_report_version.invest_ytd is '年度累计完成投资 · Investment this year so far (万元)';
comment on column progress_report_version.invest_cum is '累计完成投资 · Investment since the start (万元)';
comment on column progress_report_version.progress_pct is '形象进度百分比 · Progress in percent; 0 to 100';
comment on column progress_report_version.progress is '形象进度 · Progress in words';
comment on column progress_report_version.issue is '存在问题 · Problems';
comment on column progress_report_version.next_step is '下一步 · Next step';
comment on column progress_report_version.next_deadline is '完成时限 · Deadline of the next step';
comment on column progress_report_version.next_deadline_precision is '完成时限精度 · Precision of the deadline; one of codes.Precision';
comment on column progress_report_version.unchanged is '本期无变化 · No change';
comment on column progress_report_version.light_override is '灯号调整 · Light set by hand; one of codes.Light';
comment on column progress_report_version.override_reason is '调整理由 · Reason of the setting';
comment on column progress_report_version.status is '审核状态 · Review status; one of codes.ReviewStatus';
comment on column progress_report_version.reported_by is '填报人 · Reported by';
comment on column progress_report_version.reported_on is '填报日期 · Reported on';

create table milestone_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    name text not null,
    original_date date,
    planned_date date,
    actual_date date,
    evidence text,
    status text not null,
    primary key (id, version)
);
comment on table milestone_version is '节点 · Milestones';
comment on column milestone_version.id is '标识 · Never changes; made of scenario_id, name';
comment on column milestone_version.version is '版本 · 1, 2, 3 … for each id';
comment on column milestone_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column milestone_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column milestone_version.batch is '批次 · The batch that wrote this version';
comment on column milestone_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column milestone_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column milestone_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column milestone_version.name is '节点名称 · Name';
comment on column milestone_version.original_date is '原计划日期 · Original date';
comment on column milestone_version.planned_date is '计划日期 · Planned date';
comment on column milestone_version.actual_date is '实际日期 · Actual date';
comment on column milestone_version.evidence is '佐证 · Evidence';
comment on column milestone_version.status is '节点状态 · Status; one of codes.MilestoneStatus';

create table issue_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    code text not null,
    scenario_id text not null,
    category text not null,
    description text not null,
    needs_department_id text,
    level text not null,
    instrument text not null,
    assigned_to text,
    raised_on date,
    due_on date,
    status text not null,
    urge_count bigint not null,
    closed_on date,
    evidence text,
    primary key (id, version)
);
comment on table issue_version is '问题与督办 · Problems, who is needed, and the letters sent about them';
comment on column issue_version.id is '标识 · Never changes; given when first recorded';
comment on column issue_version.version is '版本 · 1, 2, 3 … for each id';
comment on column issue_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column issue_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column issue_version.batch is '批次 · The batch that wrote this version';
comment on column issue_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column issue_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column issue_version.code is '问题编号 · Code; given at the commit';
comment on column issue_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column issue_version.category is '问题类别 · Category; one of codes.IssueCategory';
comment on column issue_version.description is '问题描述 · Description';
comment on column issue_version.needs_department_id is '需配合单位 · Department needed; the id of a department';
comment on column issue_version.level is '协调层级 · Level; one of codes.IssueLevel';
comment on column issue_version.instrument is '督办方式 · Letter; one of codes.Instrument';
comment on column issue_version.assigned_to is '责任人 · Assigned to';
comment on column issue_version.raised_on is '提出日期 · Raised on';
comment on column issue_version.due_on is '办结期限 · Due on';
comment on column issue_version.status is '问题状态 · Status; one of codes.IssueStatus';
comment on column issue_version.urge_count is '催办次数 · Times urged';
comment on column issue_version.closed_on is '销号日期 · Closed on';
comment on column issue_version.evidence is '佐证 · Evidence';

create table provider_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    code text not null,
    name text not null,
    credit_code text,
    origin text,
    kind text,
    capability text,
    qualification text,
    contact text,
    phone text,
    findable text not null,
    sort_key text not null,
    primary key (id, version)
);
comment on table provider_version is '服务商 · Service providers';
comment on column provider_version.id is '标识 · Never changes; given when first recorded';
comment on column provider_version.version is '版本 · 1, 2, 3 … for each id';
comment on column provider_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column provider_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column provider_version.batch is '批次 · The batch that wrote this version';
comment on column provider_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column provider_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column provider_version.code is '服务商编号 · Code; given at the commit';
comment on column provider_version.name is '服务商名称 · Name';
comment on column provider_version.credit_code is '统一社会信用代码 · Unified social credit code';
comment on column provider_version.origin is '来源 · Origin; one of codes.ProviderOrigin';
comment on column provider_version.kind is '类型 · Kind; one of codes.ProviderKind';
comment on column provider_version.capability is '服务能力 · Capability';
comment on column provider_version.qualification is '资质 · Qualification';
comment on column provider_version.contact is '联系人 · Contact';
comment on column provider_version.phone is '联系电话 · Phone; personal data';
comment on column provider_version.findable is '检索 · What a search looks through: names, other names, pinyin, initials; made by the ledger';
comment on column provider_version.sort_key is '排序 · The name in pinyin, so that both engines sort alike; made by the ledger';

create table provider_scenario_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    provider_id text not null,
    scenario_id text not null,
    role text not null,
    amount decimal(18,4),
    primary key (id, version)
);
comment on table provider_scenario_version is '服务商参与场景 · Which provider does what in which scenario';
comment on column provider_scenario_version.id is '标识 · Never changes; made of provider_id, scenario_id, role';
comment on column provider_scenario_version.version is '版本 · 1, 2, 3 … for each id';
comment on column provider_scenario_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column provider_scenario_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column provider_scenario_version.batch is '批次 · The batch that wrote this version';
comment on column provider_scenario_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column provider_scenario_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column provider_scenario_version.provider_id is '服务商 · Provider; the id of a provider';
comment on column provider_scenario_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column provider_scenario_version.role is '参与角色 · Role; one of codes.ProviderRole';
comment on column provider_scenario_version.amount is '合同金额 · Amount (万元)';

create table evaluation_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    period text not null,
    score_useful decimal(18,4),
    score_effective decimal(18,4),
    score_usable decimal(18,4),
    satisfaction decimal(18,4),
    grade text,
    conclusion text,
    evaluator text,
    primary key (id, version)
);
comment on table evaluation_version is '评价 · Evaluations: 实用, 管用, 好用';
comment on column evaluation_version.id is '标识 · Never changes; made of scenario_id, period';
comment on column evaluation_version.version is '版本 · 1, 2, 3 … for each id';
comment on column evaluation_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column evaluation_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column evaluation_version.batch is '批次 · The batch that wrote this version';
comment on column evaluation_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column evaluation_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column evaluation_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column evaluation_version.period is '评价期 · Period';
comment on column evaluation_version.score_useful is '实用得分 · Practical; 0 to 100';
comment on column evaluation_version.score_effective is '管用得分 · Effective; 0 to 100';
comment on column evaluation_version.score_usable is '好用得分 · Easy to use; 0 to 100';
comment on column evaluation_version.satisfaction is '满意度 · Satisfaction; in percent';
comment on column evaluation_version.grade is '等次 · Grade';
comment on column evaluation_version.conclusion is '评价结论 · Conclusion; one of codes.Conclusion';
comment on column evaluation_version.evaluator is '评价人 · Evaluator';

create table metric_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    name text not null,
    as_of date not null,
    value decimal(18,4),
    unit text,
    qualifier text,
    baseline decimal(18,4),
    primary key (id, version)
);
comment on table metric_version is '成效指标 · Indicators of an outcome, with baseline and qualifier';
comment on column metric_version.id is '标识 · Never changes; made of scenario_id, name, as_of';
comment on column metric_version.version is '版本 · 1, 2, 3 … for each id';
comment on column metric_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column metric_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column metric_version.batch is '批次 · The batch that wrote this version';
comment on column metric_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column metric_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column metric_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column metric_version.name is '指标名称 · Indicator';
comment on column metric_version.as_of is '截至日期 · As of';
comment on column metric_version.value is '指标值 · Value';
comment on column metric_version.unit is '单位 · Unit';
comment on column metric_version.qualifier is '限定词 · Qualifier; one of codes.Qualifier; 约, 近, 超';
comment on column metric_version.baseline is '基线值 · Baseline';

create table snapshot_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    label text not null,
    day date not null,
    note text,
    primary key (id, version)
);
comment on table snapshot_version is '期次 · Labels for days that people come back to; a label, not a copy';
comment on column snapshot_version.id is '标识 · Never changes; made of label';
comment on column snapshot_version.version is '版本 · 1, 2, 3 … for each id';
comment on column snapshot_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column snapshot_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column snapshot_version.batch is '批次 · The batch that wrote this version';
comment on column snapshot_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column snapshot_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column snapshot_version.label is '期次名称 · Label';
comment on column snapshot_version.day is '日期 · Day';
comment on column snapshot_version.note is '说明 · Note';


-- What keeps the library true: answers to the gates, the calendar of returns, reminders and how they were delivered;
-- and what moves, returns and problems have to say once they are proposed, reviewed and answered by different people.

alter table department_version add column email text;
comment on column department_version.email is '通知邮箱 · Mailbox for notices';

alter table move_version add column green_channel boolean;
alter table move_version add column into_id text;
alter table move_version add column campaign text;
alter table move_version add column resume_due date;
comment on column move_version.green_channel is '绿色通道 · Green channel; 谋划 to 建设 at once';
comment on column move_version.into_id is '并入场景 · Merged into; the id of a scenario';
comment on column move_version.campaign is '调整批次 · Campaign; such as 2026年中期调整';
comment on column move_version.resume_due is '预计恢复 · To resume on';

alter table progress_report_version add column filed_on date;
alter table progress_report_version add column reviewer text;
alter table progress_report_version add column reviewed_on date;
alter table progress_report_version add column opinion text;
comment on column progress_report_version.filed_on is '首次填报日期 · First filed on; a correction does not change it';
comment on column progress_report_version.reviewer is '审核人 · Reviewer';
comment on column progress_report_version.reviewed_on is '审核日期 · Reviewed on';
comment on column progress_report_version.opinion is '审核意见 · Opinion';

alter table issue_version add column origin text;
alter table issue_version add column raised_by text;
alter table issue_version add column answer text;
alter table issue_version add column answered_by text;
alter table issue_version add column answered_on date;
alter table issue_version add column document text;
alter table issue_version add column document_on date;
alter table issue_version add column level_since date;
alter table issue_version add column closed_by text;
alter table issue_version add column reopened bigint;
comment on column issue_version.origin is '来源 · Origin; one of codes.IssueOrigin';
comment on column issue_version.raised_by is '提出人 · Raised by';
comment on column issue_version.answer is '答复 · Answer';
comment on column issue_version.answered_by is '答复人 · Answered by';
comment on column issue_version.answered_on is '答复日期 · Answered on';
comment on column issue_version.document is '督办文号 · Letter no.';
comment on column issue_version.document_on is '督办日期 · Letter of';
comment on column issue_version.level_since is '提级日期 · At this level since';
comment on column issue_version.closed_by is '销号人 · Closed by';
comment on column issue_version.reopened is '重开次数 · Times reopened';

create table gate_answer_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    scenario_id text not null,
    gate text not null,
    item text not null,
    waived boolean not null,
    statement text,
    document text,
    day date,
    expires_on date,
    answered_by text,
    answered_on date,
    primary key (id, version)
);
comment on table gate_answer_version is '门槛事项 · What was stated for an item of a gate that no field of the scenario answers, or why it was waived';
comment on column gate_answer_version.id is '标识 · Never changes; made of scenario_id, gate, item';
comment on column gate_answer_version.version is '版本 · 1, 2, 3 … for each id';
comment on column gate_answer_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column gate_answer_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column gate_answer_version.batch is '批次 · The batch that wrote this version';
comment on column gate_answer_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column gate_answer_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column gate_answer_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column gate_answer_version.gate is '门槛 · Gate; one of codes.Gate';
comment on column gate_answer_version.item is '事项 · Item; one of codes.GateItem';
comment on column gate_answer_version.waived is '豁免 · Waived';
comment on column gate_answer_version.statement is '说明 · Statement; what is so, or why it is waived';
comment on column gate_answer_version.document is '文号 · Document';
comment on column gate_answer_version.day is '日期 · Day; of the document, or of what is stated';
comment on column gate_answer_version.expires_on is '豁免到期 · Waived until';
comment on column gate_answer_version.answered_by is '填写人 · Answered by';
comment on column gate_answer_version.answered_on is '填写日期 · Answered on';

create table holiday_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    day date not null,
    working boolean not null,
    name text,
    primary key (id, version)
);
comment on table holiday_version is '节假日 · Days off, and weekend days that are worked';
comment on column holiday_version.id is '标识 · Never changes; made of day';
comment on column holiday_version.version is '版本 · 1, 2, 3 … for each id';
comment on column holiday_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column holiday_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column holiday_version.batch is '批次 · The batch that wrote this version';
comment on column holiday_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column holiday_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column holiday_version.day is '日期 · Day';
comment on column holiday_version.working is '是否上班 · Working day; a weekend day that is worked';
comment on column holiday_version.name is '名称 · Name';

create table return_window_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    period_type text not null,
    period text not null,
    opens_on date,
    due_on date not null,
    note text,
    primary key (id, version)
);
comment on table return_window_version is '填报窗口 · When the return of a period opens and is due, where that is not as the rule says';
comment on column return_window_version.id is '标识 · Never changes; made of period_type, period';
comment on column return_window_version.version is '版本 · 1, 2, 3 … for each id';
comment on column return_window_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column return_window_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column return_window_version.batch is '批次 · The batch that wrote this version';
comment on column return_window_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column return_window_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column return_window_version.period_type is '周期 · Kind of period; one of codes.Period';
comment on column return_window_version.period is '期次 · Period; such as 2026-06';
comment on column return_window_version.opens_on is '开始填报 · Opens on';
comment on column return_window_version.due_on is '截止日期 · Due on';
comment on column return_window_version.note is '说明 · Note';

create table reminder_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    department_id text not null,
    scenario_id text,
    duty text not null,
    subject text,
    period text,
    message text,
    due_on date,
    sent_by text,
    sent_on date,
    read_by text,
    read_on date,
    primary key (id, version)
);
comment on table reminder_version is '催办 · What a department was reminded of, by whom, and whether it was read';
comment on column reminder_version.id is '标识 · Never changes; given when first recorded';
comment on column reminder_version.version is '版本 · 1, 2, 3 … for each id';
comment on column reminder_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column reminder_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column reminder_version.batch is '批次 · The batch that wrote this version';
comment on column reminder_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column reminder_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column reminder_version.department_id is '单位 · Department; the id of a department';
comment on column reminder_version.scenario_id is '场景 · Scenario; the id of a scenario';
comment on column reminder_version.duty is '事项类型 · Duty; one of codes.Duty';
comment on column reminder_version.subject is '事项 · Subject; the id of the record it is about';
comment on column reminder_version.period is '期次 · Period; such as 2026-06';
comment on column reminder_version.message is '内容 · Message';
comment on column reminder_version.due_on is '截止日期 · Due on';
comment on column reminder_version.sent_by is '催办人 · Sent by';
comment on column reminder_version.sent_on is '催办日期 · Sent on';
comment on column reminder_version.read_by is '查阅人 · Read by';
comment on column reminder_version.read_on is '查阅日期 · Read on';

create table delivery_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    channel text not null,
    recipient text not null,
    department_id text,
    subject text not null,
    body text,
    status text not null,
    tries bigint not null,
    detail text,
    sent_on date,
    primary key (id, version)
);
comment on table delivery_version is '送达 · A digest that went, or is to go, to one address by one channel';
comment on column delivery_version.id is '标识 · Never changes; given when first recorded';
comment on column delivery_version.version is '版本 · 1, 2, 3 … for each id';
comment on column delivery_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column delivery_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column delivery_version.batch is '批次 · The batch that wrote this version';
comment on column delivery_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column delivery_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column delivery_version.channel is '渠道 · Channel; one of codes.Channel';
comment on column delivery_version.recipient is '接收方 · Recipient; an address';
comment on column delivery_version.department_id is '单位 · Department; the id of a department';
comment on column delivery_version.subject is '标题 · Subject';
comment on column delivery_version.body is '正文 · Body';
comment on column delivery_version.status is '送达状态 · Delivery status; one of codes.DeliveryStatus';
comment on column delivery_version.tries is '尝试次数 · Tries';
comment on column delivery_version.detail is '结果说明 · Outcome; what the channel answered';
comment on column delivery_version.sent_on is '送达日期 · Sent on';

-- What scores rest on, who proposed and who concluded, and why; what an indicator is to reach, and where it is from.

alter table evaluation_version add column evidence_useful text;
alter table evaluation_version add column evidence_effective text;
alter table evaluation_version add column evidence_usable text;
alter table evaluation_version add column reason text;
alter table evaluation_version add column proposed_by text;
alter table evaluation_version add column proposed_on date;
alter table evaluation_version add column concluded_on date;
comment on column evaluation_version.evidence_useful is '实用依据 · What the score for practical rests on';
comment on column evaluation_version.evidence_effective is '管用依据 · What the score for effective rests on';
comment on column evaluation_version.evidence_usable is '好用依据 · What the score for easy to use rests on';
comment on column evaluation_version.reason is '结论理由 · Why this is concluded';
comment on column evaluation_version.proposed_by is '提出人 · Who proposed the scores';
comment on column evaluation_version.proposed_on is '提出日期 · Proposed on';
comment on column evaluation_version.concluded_on is '结论日期 · Concluded on';

alter table metric_version add column target decimal(18, 4);
alter table metric_version add column evidence text;
comment on column metric_version.target is '目标值 · What was promised';
comment on column metric_version.evidence is '数据来源 · Where the figure is from';

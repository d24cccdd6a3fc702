-- Briefs as they were given out: of whom, of which day, made by whom, and the documents byte for byte.
-- No record: a brief says what the register said, so making one moves no mark and stands in no history. Written once.

create table brief (
    id text not null primary key,
    scope text not null,
    subject_id text not null,
    subject text not null,
    day date not null,
    earlier date not null,
    mark bigint not null,
    language text not null,
    figures text not null,
    made_by text not null,
    made_role text not null,
    made_at timestamp not null
);
comment on table brief is '简报 · Briefs that were made; no records, written once';
comment on column brief.id is '标识 · Never changes';
comment on column brief.scope is '范围 · What it is about; one of briefs.Scope';
comment on column brief.subject_id is '对象标识 · The id of the department or working group; empty for the city';
comment on column brief.subject is '对象 · Its name on that day; empty for the city';
comment on column brief.day is '截至 · The day that it tells of';
comment on column brief.earlier is '对比日 · The day that it is compared with';
comment on column brief.mark is '账簿标记 · The ledger''s mark when the questions were asked';
comment on column brief.language is '语言 · zh or en';
comment on column brief.figures is '主要指标 · JSON: the figures that the next brief is held against';
comment on column brief.made_by is '生成人 · Who made it';
comment on column brief.made_role is '身份 · As what; one of codes.Role';
comment on column brief.made_at is '生成时间 · When (UTC)';

create table brief_file (
    brief_id text not null,
    form text not null,
    name text not null,
    size bigint not null,
    content bytea not null,
    primary key (brief_id, form)
);
comment on table brief_file is '简报文件 · The documents of briefs, byte for byte; written once';
comment on column brief_file.brief_id is '简报 · Which brief it belongs to';
comment on column brief_file.form is '格式 · docx, pptx, xlsx or html';
comment on column brief_file.name is '文件名 · As it is called when it is fetched';
comment on column brief_file.size is '大小 · In bytes';
comment on column brief_file.content is '内容 · The document';

-- What an import leaves beside its changes: the choices it was made under, its key, the file itself;
-- and which headings people have decided on, so that they are not asked twice.

alter table batch add column policy text;
alter table batch add column commit_key text;
comment on column batch.policy is '导入规则 · JSON: what became of empty cells, missing rows, errors, new units and conflicts';
comment on column batch.commit_key is '提交标识 · The same commit sent twice is written once';

create table kept_file (
    hash text not null primary key,
    name text not null,
    size bigint not null,
    content bytea not null,
    first_batch bigint not null
);
comment on table kept_file is '原始文件 · Workbooks as they arrived, each once; written once';
comment on column kept_file.hash is '文件指纹 · Its SHA-256';
comment on column kept_file.name is '文件名 · As it was called when it first arrived';
comment on column kept_file.size is '大小 · In bytes';
comment on column kept_file.content is '内容 · The file, byte for byte';
comment on column kept_file.first_batch is '首次批次 · The batch with which it first arrived';

create table heading_memory_version (
    id text not null,
    version bigint not null,
    recorded_at timestamp not null,
    superseded_at timestamp,
    batch bigint not null,
    superseded_by bigint,
    source_row text,
    owner text not null,
    form text not null,
    headings text not null,
    heading text not null,
    field text not null,
    primary key (id, version)
);
comment on table heading_memory_version is '列的记忆 · What people decided that a heading of a workbook means';
comment on column heading_memory_version.id is '标识 · Never changes; made of owner, form, headings, heading';
comment on column heading_memory_version.version is '版本 · 1, 2, 3 … for each id';
comment on column heading_memory_version.recorded_at is '记录时间 · From when (UTC) this version is what the register says';
comment on column heading_memory_version.superseded_at is '失效时间 · Until when (UTC); empty for the version of today';
comment on column heading_memory_version.batch is '批次 · The batch that wrote this version';
comment on column heading_memory_version.superseded_by is '失效批次 · The batch that ended this version';
comment on column heading_memory_version.source_row is '来源行 · Sheet and row that it came from, such as 台账!7';
comment on column heading_memory_version.owner is '归属 · Owner; the id of a department, empty for the office';
comment on column heading_memory_version.form is '表 · Form; its name in importers/forms.py';
comment on column heading_memory_version.headings is '表头指纹 · Headings; which headings stood beside each other';
comment on column heading_memory_version.heading is '表头 · Heading; as written';
comment on column heading_memory_version.field is '含义 · Field; such as scenario.tier, empty for a column that is not imported';

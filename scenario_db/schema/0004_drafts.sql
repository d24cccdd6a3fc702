-- What somebody has typed and not sent yet, so that it survives a refresh, a lost connection, a restart, a lost race.
-- No record: it has no versions, moves no mark, stands in no history, and goes when it is sent.

create table draft (
    owner text not null,
    subject text not null,
    version bigint not null,
    content text not null,
    kept_at timestamp not null
);
comment on table draft is '草稿 · What somebody has typed and not sent; no record, and gone when it is sent';
comment on column draft.owner is '填写人 · Whose it is: role, department and name';
comment on column draft.subject is '事项 · The id of the record that it is to become';
comment on column draft.version is '所据版本 · The version that the form was opened with; 0 for a new record';
comment on column draft.content is '内容 · JSON: the fields as they were typed';
comment on column draft.kept_at is '保存时间 · When (UTC) it was kept last';

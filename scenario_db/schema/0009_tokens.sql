-- Which systems may ask at the interface, and for what (docs/decisions/0016-api.md). Not records: no versions.

create table token (
    id text not null primary key,
    name text not null,
    token_hash text not null,
    scopes text[] not null,
    department_id text,
    last_day date,
    made_at timestamp not null,
    made_by text not null,
    used_at timestamp,
    ended_at timestamp,
    ended_by text
);
comment on table token is '接口令牌 · Which systems may ask at the interface; no record, changed in place, every change told in the audit';
comment on column token.id is '编号 · The part of the token that may be shown';
comment on column token.name is '系统名称 · As it stands in history and audit';
comment on column token.token_hash is '令牌散列 · SHA-256 of the whole token; the token itself is kept nowhere';
comment on column token.scopes is '权限 · Some of codes.TokenScope';
comment on column token.department_id is '单位 · Whose scenarios alone it reads and writes; empty for all';
comment on column token.last_day is '有效至 · The last day on which it is taken; empty for no end';
comment on column token.made_at is '建立时间 · UTC';
comment on column token.made_by is '建立人 · Who made it';
comment on column token.used_at is '最近使用 · UTC, to the minute';
comment on column token.ended_at is '停用时间 · UTC';
comment on column token.ended_by is '停用人 · Who ended it';

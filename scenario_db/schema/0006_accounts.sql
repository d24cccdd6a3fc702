-- Who may come in, who has come in, who stands in for whom, and what is told of it (docs/decisions/0012-identity.md).
-- None of these are records: they have no versions. Lines of the audit are written once and chained by a keyed hash.

create table account (
    login text not null primary key,
    name text not null,
    role text not null,
    department_id text,
    working_group_id text,
    district_id text,
    password_hash text,
    must_change boolean not null,
    disabled boolean not null,
    failed bigint not null,
    locked_until timestamp,
    epoch bigint not null,
    demonstration boolean not null,
    made_at timestamp not null,
    made_by text not null
);
comment on table account is '账号 · Who may sign in; no record, changed in place, every change told in the audit';
comment on column account.login is '登录名 · In small letters; never changes';
comment on column account.name is '姓名 · As it stands in the history';
comment on column account.role is '角色 · one of codes.Role';
comment on column account.department_id is '单位 · Whose people clerks and reviewers are';
comment on column account.working_group_id is '专项工作组 · Whose scenarios a member reads';
comment on column account.district_id is '区县 · The district whose scenarios somebody reads';
comment on column account.password_hash is '口令散列 · argon2id; empty where only a gate before us signs in';
comment on column account.must_change is '须改口令 · Whether the next thing to do is to choose another password';
comment on column account.disabled is '停用 · Whether nobody signs in with it any more';
comment on column account.failed is '失败次数 · Wrong passwords since the last right one';
comment on column account.locked_until is '锁定至 · When (UTC) a password is looked at again';
comment on column account.epoch is '会话纪元 · Sessions of an earlier one are over';
comment on column account.demonstration is '演示账号 · Whether it came with the demonstration library';
comment on column account.made_at is '建立时间 · UTC';
comment on column account.made_by is '建立人 · Who made it';

create table old_password (
    login text not null,
    password_hash text not null,
    until timestamp not null
);
comment on table old_password is '旧口令 · So that a password is not chosen again too soon';
comment on column old_password.login is '登录名 · Whose it was';
comment on column old_password.password_hash is '口令散列 · argon2id';
comment on column old_password.until is '停用时间 · When (UTC) another took its place';

create table account_session (
    id text not null primary key,
    login text not null,
    began_at timestamp not null,
    seen_at timestamp not null,
    address text not null,
    epoch bigint not null,
    ended_at timestamp
);
comment on table account_session is '登录会话 · Who has signed in, from where; the browser holds the token, the table only its hash';
comment on column account_session.id is '会话号 · SHA-256 of the token';
comment on column account_session.login is '登录名 · Whose it is';
comment on column account_session.began_at is '登录时间 · UTC';
comment on column account_session.seen_at is '最近使用 · UTC, to the minute';
comment on column account_session.address is '来自 · The address of the machine';
comment on column account_session.epoch is '会话纪元 · That of the account at the sign-in';
comment on column account_session.ended_at is '退出时间 · UTC';

create table stand_in (
    id text not null primary key,
    login text not null,
    for_login text not null,
    first_day date not null,
    last_day date not null,
    made_at timestamp not null,
    made_by text not null,
    ended_at timestamp
);
comment on table stand_in is '代理 · Who may act for whom, from which day until which';
comment on column stand_in.id is '编号 · A random number';
comment on column stand_in.login is '代理人 · Who acts';
comment on column stand_in.for_login is '被代理人 · For whom, with whose rights';
comment on column stand_in.first_day is '起 · The first day';
comment on column stand_in.last_day is '止 · The last day';
comment on column stand_in.made_at is '登记时间 · UTC';
comment on column stand_in.made_by is '登记人 · Who entered it';
comment on column stand_in.ended_at is '撤销时间 · UTC, where it was ended before its last day';

create table audit (
    number bigint not null primary key,
    told_at timestamp not null,
    who text not null,
    role text not null,
    address text not null,
    event text not null,
    subject text not null,
    details text not null,
    hash text not null
);
comment on table audit is '审计日志 · What happened, line by line; only appended, each line chained to the one before';
comment on column audit.number is '行号 · 1, 2, 3 … without gaps, from the oldest that is kept';
comment on column audit.told_at is '时间 · UTC; the order is that of the numbers, whatever the clock does';
comment on column audit.who is '操作人 · The login name, or who it was by command';
comment on column audit.role is '角色 · one of codes.Role, or nothing where nobody was known';
comment on column audit.address is '来自 · The address of the machine, where it is known';
comment on column audit.event is '事件 · one of codes.AuditEvent';
comment on column audit.subject is '对象 · What it was about: a batch, an account, a page, a file';
comment on column audit.details is '详情 · JSON';
comment on column audit.hash is '链值 · HMAC-SHA-256 over the hash of the line before and this line';

create table audit_head (
    number bigint not null,
    hash text not null,
    first_number bigint not null,
    first_hash text not null
);
comment on table audit_head is '审计链头 · One row: the last line, and where the lines that are kept begin';
comment on column audit_head.number is '行号 · The last line';
comment on column audit_head.hash is '链值 · Its hash';
comment on column audit_head.first_number is '起始行号 · The line before the first that is kept';
comment on column audit_head.first_hash is '起始链值 · Its hash';
insert into audit_head values (0, '', 0, '');

-- Who has been shown round: once for each role of an account, so that nobody is stopped at the door twice.

create table tour_seen (
    login text not null,
    role text not null,
    seen_at timestamp not null,
    primary key (login, role)
);
comment on table tour_seen is '新手介绍 · Which account has been shown round in which role; no record';
comment on column tour_seen.login is '登录名 · Whose it is';
comment on column tour_seen.role is '角色 · one of codes.Role; another role is another tour';
comment on column tour_seen.seen_at is '看过时间 · When (UTC) it was finished, skipped or closed';

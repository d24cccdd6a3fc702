-- Addresses that somebody keeps under a name, and what is sent to whom every week or month (docs/decisions/0018).
-- No records: they say nothing of a scenario, move no mark, and go when nobody wants them any more.

create table saved_view (
    id text not null primary key,
    owner text not null,
    name text not null,
    page text not null,
    address text not null,
    shared boolean not null,
    made_by text not null,
    changed_at timestamp not null
);
comment on table saved_view is '保存的视图 · A page with its filters, kept under a name; no record, and only an address: who opens it sees what she may see';
comment on column saved_view.id is '标识 · A random number';
comment on column saved_view.owner is '所有者 · The login name; where nobody signs in, role and department';
comment on column saved_view.name is '名称 · As its owner calls it';
comment on column saved_view.page is '页面 · The page''s address';
comment on column saved_view.address is '条件 · JSON: what is chosen there, by codes, in no language';
comment on column saved_view.shared is '共享 · Whether everybody finds it';
comment on column saved_view.made_by is '保存人 · Who kept it, by name';
comment on column saved_view.changed_at is '更新时间 · When (UTC) it was kept or called anew';

create table subscription (
    id text not null primary key,
    owner text not null,
    login text not null,
    name text not null,
    role text not null,
    department_id text,
    title text not null,
    page text not null,
    address text not null,
    scope text,
    subject_id text,
    rhythm text not null,
    day bigint not null,
    next_on date not null,
    language text not null,
    made_at timestamp not null,
    seen_at timestamp not null
);
comment on table subscription is '订阅 · A view or a brief that somebody gets every week or month; no record, and gone when it is ended';
comment on column subscription.id is '标识 · A random number';
comment on column subscription.owner is '订阅人 · The login name; where nobody signs in, role and department';
comment on column subscription.login is '登录名 · Whose rights are asked at each sending; empty where nobody signs in';
comment on column subscription.name is '姓名 · As she was called when she subscribed';
comment on column subscription.role is '角色 · one of codes.Role, for where nobody signs in';
comment on column subscription.department_id is '单位 · Likewise';
comment on column subscription.title is '标题 · What it is called: the view''s name, or whom the brief is about';
comment on column subscription.page is '页面 · The page''s address';
comment on column subscription.address is '条件 · JSON, as in saved_view';
comment on column subscription.scope is '简报范围 · one of briefs.Scope; empty for a view';
comment on column subscription.subject_id is '简报对象 · The id of the department or working group';
comment on column subscription.rhythm is '周期 · week or month, of codes.Period';
comment on column subscription.day is '日 · 1 to 7 from Monday, or the day of the month';
comment on column subscription.next_on is '下次 · The next day by the calendar; a day off moves it when it comes';
comment on column subscription.language is '语言 · zh or en';
comment on column subscription.made_at is '订阅时间 · UTC';
comment on column subscription.seen_at is '已看 · When (UTC) she last said that she had seen what came';

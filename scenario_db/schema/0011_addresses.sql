-- Digests go to people, each at her own address.

alter table account add column email text;
comment on column account.email is '电子邮箱 · Where her digests go; empty where she reads them in the library alone';

-- What a department is asked for in another's scenario, beside the words of the task.

alter table partner_version add column asked text;
comment on column partner_version.asked is '所需支持 · What is asked for; one of codes.Support';

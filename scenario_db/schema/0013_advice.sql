-- What a special working group says to a problem of its scenarios.

alter table issue_version add column advice text;
comment on column issue_version.advice is '工作组意见 · What the working group or the office advises; earlier advice stands in the history';

alter table bucket_mark add column compacted integer not null default 0;

create index bucket_mark_uncompacted on bucket_mark (project, cohort, start) where stamp > compacted;

create table bucket_compaction (
  bucket text primary key,
  epoch integer not null
) without rowid;

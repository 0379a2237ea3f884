alter table view.bucket_mark add column compacted bigint not null default 0;

create index bucket_mark_uncompacted on view.bucket_mark (project, cohort, start) where stamp > compacted;

create table view.bucket_compaction (
  bucket text collate "C" primary key,
  epoch bigint not null
);

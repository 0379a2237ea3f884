create table column_checkpoint (
  shard integer primary key,
  position integer not null
);

create table column_file (
  project text not null,
  part integer not null,
  id text not null,
  shard integer not null,
  day integer not null,
  from_at integer not null,
  to_at integer not null,
  written_at integer not null,
  report_rows integer not null,
  bytes integer not null,
  metrics blob not null,
  primary key (project, id)
) without rowid;

create index column_file_by_time on column_file (project, part, to_at, from_at);

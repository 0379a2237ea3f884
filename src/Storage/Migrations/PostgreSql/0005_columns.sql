create table view.column_checkpoint (
  shard integer primary key,
  position bigint not null
);

create table view.column_file (
  project text collate "C" not null,
  part integer not null,
  id text collate "C" not null,
  shard integer not null,
  day bigint not null,
  from_at bigint not null,
  to_at bigint not null,
  written_at bigint not null,
  report_rows bigint not null,
  bytes bigint not null,
  metrics bytea not null,
  primary key (project, id)
);

create index column_file_by_time on view.column_file (project, part, to_at, from_at);

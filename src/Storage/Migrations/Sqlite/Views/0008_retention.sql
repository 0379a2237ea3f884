-- Before which time nothing of a kind is kept, and what went; docs/design/retention.md. Not emptied when the read models are made anew.
create table retention (
  project text not null,
  kind integer not null,
  before_at integer not null,
  days integer not null,
  moved_at integer not null,
  row_count integer not null,
  file_count integer not null,
  bytes integer not null,
  primary key (project, kind)
) without rowid;

-- One row, which counts the moves of horizons: what builds on one waits here, and is refused when it is another.
create table retention_epoch (
  epoch integer not null
);

insert into retention_epoch (epoch) values (1);

create table retention_run (
  project text primary key,
  started_at integer not null,
  finished_at integer not null
) without rowid;

-- What was on the disk, a day each, in bytes.
create table storage_sample (
  day integer not null,
  part integer not null,
  bytes integer not null,
  primary key (day, part)
) without rowid;

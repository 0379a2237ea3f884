-- Before which time nothing of a kind is kept, and what went; docs/design/retention.md. Not emptied when the read models are made anew.
create table view.retention (
  project text collate "C" not null,
  kind integer not null,
  before_at bigint not null,
  days integer not null,
  moved_at bigint not null,
  row_count bigint not null,
  file_count bigint not null,
  bytes bigint not null,
  primary key (project, kind)
);

-- One row, which counts the moves of horizons: what builds on one waits here, and is refused when it is another.
create table view.retention_epoch (
  epoch bigint not null
);

insert into view.retention_epoch (epoch) values (1);

create table view.retention_run (
  project text collate "C" primary key,
  started_at bigint not null,
  finished_at bigint not null
);

-- What was on the disk, a day each, in bytes.
create table view.storage_sample (
  day bigint not null,
  part integer not null,
  bytes bigint not null,
  primary key (day, part)
);

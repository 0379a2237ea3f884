create table projection_checkpoint (
  shard integer primary key,
  position integer not null,
  next_ordinal integer not null
);

create table device (
  device_id integer primary key,
  shard integer not null,
  ordinal integer not null,
  project text not null,
  serial text not null,
  cohort text not null,
  nickname text not null,
  hardware_version text not null,
  software_type text not null,
  software_version text not null,
  first_seen integer not null,
  last_seen integer not null,
  configuration_revision integer not null,
  latest blob not null,
  unique (project, serial)
);

create table report (
  device_id integer not null,
  captured_at integer not null,
  position integer not null,
  idx integer not null,
  primary key (device_id, captured_at, position, idx)
) without rowid;

create table rollup_partial (
  project text not null,
  cohort text not null,
  resolution integer not null,
  start integer not null,
  shard integer not null,
  software_type text not null,
  software_version text not null,
  metric_id integer not null,
  rollup blob not null,
  primary key (project, cohort, resolution, start, shard, software_type, software_version, metric_id)
) without rowid;

create table rollup (
  project text not null,
  cohort text not null,
  software_type text not null,
  software_version text not null,
  resolution integer not null,
  start integer not null,
  metric_id integer not null,
  rollup blob not null,
  primary key (project, cohort, software_type, software_version, resolution, start, metric_id)
) without rowid;

create table rollup_software (
  project text not null,
  cohort text not null,
  resolution integer not null,
  start integer not null,
  software_type text not null,
  software_version text not null,
  primary key (project, cohort, resolution, start, software_type, software_version)
) without rowid;

create table bucket_mark (
  project text not null,
  cohort text not null,
  resolution integer not null,
  start integer not null,
  stamp integer not null,
  merged integer not null,
  primary key (project, cohort, resolution, start)
) without rowid;

create index bucket_mark_stale on bucket_mark (project, cohort, start) where stamp > merged;
create index bucket_mark_by_bucket on bucket_mark (project, resolution, start);

create table processing_entry (
  project text not null,
  at integer not null,
  shard integer not null,
  position integer not null,
  idx integer not null,
  serial text not null,
  number integer not null,
  entry_type integer not null,
  code integer not null,
  reason text not null,
  primary key (project, at, shard, position, idx)
) without rowid;

create index processing_entry_by_serial on processing_entry (project, serial, at, shard, position, idx);

create table processing_size (
  project text primary key,
  entries integer not null
) without rowid;

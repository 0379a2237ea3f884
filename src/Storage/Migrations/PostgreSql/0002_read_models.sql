create schema view;

create table view.projection_checkpoint (
  shard integer primary key,
  position bigint not null,
  next_ordinal integer not null
);

create table view.device (
  device_id bigint primary key,
  shard integer not null,
  ordinal integer not null,
  project text collate "C" not null,
  serial text collate "C" not null,
  cohort text collate "C" not null,
  nickname text collate "C" not null,
  hardware_version text collate "C" not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  first_seen bigint not null,
  last_seen bigint not null,
  configuration_revision bigint not null,
  latest bytea not null,
  unique (project, serial)
) with (fillfactor = 70);

create table view.report (
  device_id bigint not null,
  captured_at bigint not null,
  position bigint not null,
  idx integer not null,
  primary key (device_id, captured_at, position, idx)
);

create table view.rollup_partial (
  project text collate "C" not null,
  cohort text collate "C" not null,
  resolution integer not null,
  start bigint not null,
  shard integer not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  metric_id integer not null,
  rollup bytea not null,
  primary key (project, cohort, resolution, start, shard, software_type, software_version, metric_id)
);

create table view.rollup (
  project text collate "C" not null,
  cohort text collate "C" not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  resolution integer not null,
  start bigint not null,
  metric_id integer not null,
  rollup bytea not null,
  primary key (project, cohort, software_type, software_version, resolution, start, metric_id)
);

create table view.rollup_software (
  project text collate "C" not null,
  cohort text collate "C" not null,
  resolution integer not null,
  start bigint not null,
  software_type text collate "C" not null,
  software_version text collate "C" not null,
  primary key (project, cohort, resolution, start, software_type, software_version)
);

create table view.bucket_mark (
  project text collate "C" not null,
  cohort text collate "C" not null,
  resolution integer not null,
  start bigint not null,
  stamp bigint not null,
  merged bigint not null,
  primary key (project, cohort, resolution, start)
);

create index bucket_mark_stale on view.bucket_mark (project, cohort, start) where stamp > merged;
create index bucket_mark_by_bucket on view.bucket_mark (project, resolution, start);

create table view.processing_entry (
  project text collate "C" not null,
  at bigint not null,
  shard integer not null,
  position bigint not null,
  idx integer not null,
  serial text collate "C" not null,
  number bigint not null,
  entry_type integer not null,
  code integer not null,
  reason text collate "C" not null,
  primary key (project, at, shard, position, idx)
);

create index processing_entry_by_serial on view.processing_entry (project, serial, at, shard, position, idx);

create table view.processing_size (
  project text collate "C" primary key,
  entries bigint not null
);

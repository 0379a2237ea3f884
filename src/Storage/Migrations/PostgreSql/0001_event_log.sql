-- The schema log is there already: the table of migrations is in it.

create table log.event_shard (
  shard integer primary key,
  head bigint not null
) with (fillfactor = 10);

create sequence log.device_id;

create table log.device_head (
  device_id bigint primary key,
  project text collate "C" not null,
  serial text collate "C" not null,
  shard integer not null,
  sequence bigint not null,
  position bigint not null,
  unique (project, serial)
) with (fillfactor = 70);

create table log.event_log (
  shard integer not null,
  position bigint not null,
  device_id bigint not null,
  sequence bigint not null,
  previous bigint not null,
  received_at bigint not null,
  format integer not null,
  payload bytea not null,
  primary key (shard, position)
);

create table log.device_snapshot (
  device_id bigint primary key,
  sequence bigint not null,
  format integer not null,
  state bytea not null
);

create table log.metric (
  project text collate "C" not null,
  key text collate "C" not null,
  metric_id integer not null,
  kind integer not null,
  unit text collate "C" not null,
  first_seen bigint not null,
  primary key (project, key),
  unique (project, metric_id)
);

create table log.key_table (
  project text collate "C" not null,
  hash bytea not null,
  columns bytea not null,
  primary key (project, hash)
);

-- What is large is compressed already.
alter table log.event_log alter column payload set storage external;
alter table log.device_snapshot alter column state set storage external;

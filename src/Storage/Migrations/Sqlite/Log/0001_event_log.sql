create table event_shard (
  shard integer primary key,
  head integer not null
);

create table device_head (
  device_id integer primary key,
  project text not null,
  serial text not null,
  shard integer not null,
  sequence integer not null,
  position integer not null,
  unique (project, serial)
);

create table event_log (
  shard integer not null,
  position integer not null,
  device_id integer not null,
  sequence integer not null,
  previous integer not null,
  received_at integer not null,
  format integer not null,
  payload blob not null,
  primary key (shard, position)
);

create table device_snapshot (
  device_id integer primary key,
  sequence integer not null,
  format integer not null,
  state blob not null
);

create table metric (
  project text not null,
  key text not null,
  metric_id integer not null,
  kind integer not null,
  unit text not null,
  first_seen integer not null,
  primary key (project, key),
  unique (project, metric_id)
) without rowid;

create table key_table (
  project text not null,
  hash blob not null,
  columns blob not null,
  primary key (project, hash)
);

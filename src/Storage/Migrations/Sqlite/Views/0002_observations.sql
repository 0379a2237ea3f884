alter table device add column settings_revision integer not null default 0;

create table observation (
  device_id integer not null,
  type integer not null,
  captured_at integer not null,
  position integer not null,
  idx integer not null,
  shard integer not null,
  project text not null,
  id text not null,
  blob text not null,
  blob_bytes integer not null,
  primary key (device_id, type, captured_at, position, idx)
) without rowid;

create index observation_by_project on observation (project, type, captured_at, shard, position, idx);
create index observation_by_id on observation (project, id) where id <> '';

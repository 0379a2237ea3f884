alter table view.device add column settings_revision bigint not null default 0;

create table view.observation (
  device_id bigint not null,
  type integer not null,
  captured_at bigint not null,
  position bigint not null,
  idx integer not null,
  shard integer not null,
  project text collate "C" not null,
  id text collate "C" not null,
  blob text collate "C" not null,
  blob_bytes bigint not null,
  primary key (device_id, type, captured_at, position, idx)
);

create index observation_by_project on view.observation (project, type, captured_at, shard, position, idx);
create index observation_by_id on view.observation (project, id) where id <> '';

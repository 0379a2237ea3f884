-- What follows from operators' device sets and the devices' events; docs/design/device-sets.md says who writes it and when.
create table view.device_set_project (
  project text collate "C" primary key,
  revision bigint not null,
  position bigint not null,
  forgotten bigint not null
);

create table view.device_set (
  project text collate "C" not null,
  set_id integer not null,
  name text collate "C" not null,
  filter text collate "C" not null,
  description text collate "C" not null,
  created_at bigint not null,
  filter_revision bigint not null,
  filled_revision bigint not null,
  size bigint not null,
  primary key (project, set_id)
);

create table view.device_set_member (
  project text collate "C" not null,
  set_id integer not null,
  serial text collate "C" not null,
  device_id bigint not null,
  entered_at bigint not null,
  primary key (project, set_id, serial)
);

create index device_set_member_by_device on view.device_set_member (device_id, set_id);

create table view.device_set_change (
  project text collate "C" not null,
  position bigint not null,
  set_id integer not null,
  serial text collate "C" not null,
  is_member integer not null,
  at bigint not null,
  primary key (project, position)
);

create index device_set_change_by_set on view.device_set_change (project, set_id, position);

create table view.device_set_size (
  project text collate "C" not null,
  set_id integer not null,
  start bigint not null,
  first_at bigint not null,
  least bigint not null,
  greatest bigint not null,
  last bigint not null,
  last_at bigint not null,
  area bigint not null,
  primary key (project, set_id, start)
);

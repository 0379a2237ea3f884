-- What follows from operators' device sets and the devices' events; docs/design/device-sets.md says who writes it and when.
create table device_set_project (
  project text primary key,
  revision integer not null,
  position integer not null,
  forgotten integer not null
) without rowid;

create table device_set (
  project text not null,
  set_id integer not null,
  name text not null,
  filter text not null,
  description text not null,
  created_at integer not null,
  filter_revision integer not null,
  filled_revision integer not null,
  size integer not null,
  primary key (project, set_id)
) without rowid;

create table device_set_member (
  project text not null,
  set_id integer not null,
  serial text not null,
  device_id integer not null,
  entered_at integer not null,
  primary key (project, set_id, serial)
) without rowid;

create index device_set_member_by_device on device_set_member (device_id, set_id);

create table device_set_change (
  project text not null,
  position integer not null,
  set_id integer not null,
  serial text not null,
  is_member integer not null,
  at integer not null,
  primary key (project, position)
) without rowid;

create index device_set_change_by_set on device_set_change (project, set_id, position);

create table device_set_size (
  project text not null,
  set_id integer not null,
  start integer not null,
  first_at integer not null,
  least integer not null,
  greatest integer not null,
  last integer not null,
  last_at integer not null,
  area integer not null,
  primary key (project, set_id, start)
) without rowid;

create table column_deleted (
  project text not null,
  device_id integer not null,
  primary key (project, device_id)
) without rowid;

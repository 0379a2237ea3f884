create table view.column_deleted (
  project text collate "C" not null,
  device_id bigint not null,
  primary key (project, device_id)
);

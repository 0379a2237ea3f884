insert into column_deleted (project, device_id) values ($1, $2) on conflict do nothing

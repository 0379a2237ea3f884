insert into device_set_project (project, revision, position, forgotten) values ($1, 0, 0, 0) on conflict do nothing

insert into device_set (project, set_id, name, filter, description, created_at, filter_revision, filled_revision, size)
values ($1, $2, $3, $4, $5, $6, $7, 0, 0)
on conflict (project, set_id) do update set
  name = excluded.name,
  filter = excluded.filter,
  description = excluded.description,
  filter_revision = excluded.filter_revision

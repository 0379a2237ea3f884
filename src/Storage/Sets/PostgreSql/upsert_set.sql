insert into view.device_set (project, set_id, name, filter, description, created_at, filter_revision, filled_revision, size)
select *, 0, 0 from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
on conflict (project, set_id) do update set
  name = excluded.name,
  filter = excluded.filter,
  description = excluded.description,
  filter_revision = excluded.filter_revision

select set_id, name, filter, description, created_at, filter_revision, filled_revision, size from view.device_set
where project = $1
order by name

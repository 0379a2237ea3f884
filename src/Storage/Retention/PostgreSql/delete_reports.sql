delete from view.report
where (device_id, captured_at, position, idx) in (
  select device_id, captured_at, position, idx from view.report
  where device_id = any($1) and captured_at < $2
  limit $3)

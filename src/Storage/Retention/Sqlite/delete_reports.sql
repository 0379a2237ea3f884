delete from report
where (device_id, captured_at, position, idx) in (
  select device_id, captured_at, position, idx from report
  where device_id in (select value from json_each($1)) and captured_at < $2
  limit $3)

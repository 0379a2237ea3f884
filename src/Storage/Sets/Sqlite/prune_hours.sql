delete from device_set_size
where project = $1 and start < $2 and exists (
  select 1 from device_set_size later
  where later.project = $1 and later.set_id = device_set_size.set_id and later.start > device_set_size.start)

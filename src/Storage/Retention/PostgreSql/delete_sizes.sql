-- The last of each set stays: it says what came after.
delete from view.device_set_size
where project = $1 and (set_id, start) in (
  select s.set_id, s.start from view.device_set_size s
  where s.project = $1 and s.start < $2 and exists (
    select 1 from view.device_set_size later where later.project = $1 and later.set_id = s.set_id and later.start > s.start)
  limit $3)

select 0, start, first_at, least, greatest, last, last_at, area from view.device_set_size
where project = $1 and set_id = $2 and start < $4 and start >= coalesce(
  (select max(start) from view.device_set_size where project = $1 and set_id = $2 and start <= $3), $3)
order by start

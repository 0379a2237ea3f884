select set_id, start, first_at, least, greatest, last, last_at, area from view.device_set_size where project = $1 and start = $2 and set_id = any($3)

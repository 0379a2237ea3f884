select set_id, start, first_at, least, greatest, last, last_at, area from device_set_size where project = $1 and start = $2 and set_id in (select value from json_each($3))

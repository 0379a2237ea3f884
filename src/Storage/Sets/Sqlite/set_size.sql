update device_set set size = $3 where project = $1 and set_id = $2

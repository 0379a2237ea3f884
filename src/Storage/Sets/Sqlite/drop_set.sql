delete from device_set where project = $1 and set_id = $2

delete from device_set_size where project = $1 and set_id = $2

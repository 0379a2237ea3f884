delete from device_set_change where project = $1 and set_id = $2

update device_set_project set forgotten = $2 where project = $1

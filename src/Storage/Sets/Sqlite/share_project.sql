select revision, position, forgotten from device_set_project where project = $1

update view.device_set_project set position = $2 where project = $1

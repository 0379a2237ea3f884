update view.device_set_project set revision = $2 where project = $1

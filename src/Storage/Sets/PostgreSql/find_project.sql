select revision, position, forgotten from view.device_set_project where project = $1

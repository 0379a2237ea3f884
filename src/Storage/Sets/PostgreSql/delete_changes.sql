delete from view.device_set_change where project = $1 and position <= $2

select position, at from view.device_set_change where project = $1 order by position limit $2

select device_id from view.device where project = $1 and serial = $2

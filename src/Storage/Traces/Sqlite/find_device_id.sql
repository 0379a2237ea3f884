select device_id from device where project = $1 and serial = $2

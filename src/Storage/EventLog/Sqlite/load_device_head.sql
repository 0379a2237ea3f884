select device_id, sequence, position from device_head where project = $1 and serial = $2

update log.device_head set serial = '~' || device_id where device_id = $1

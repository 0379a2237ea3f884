delete from log.device_snapshot where device_id = $1

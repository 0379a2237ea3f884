delete from device_snapshot where device_id = $1

delete from device where device_id = $1

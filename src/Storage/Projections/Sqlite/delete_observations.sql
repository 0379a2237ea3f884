delete from observation where device_id = $1

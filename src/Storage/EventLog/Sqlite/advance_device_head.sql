update device_head set sequence = $2, position = $3 where device_id = $1

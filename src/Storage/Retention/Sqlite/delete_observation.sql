delete from observation where device_id = $1 and type = $2 and captured_at = $3 and position = $4 and idx = $5

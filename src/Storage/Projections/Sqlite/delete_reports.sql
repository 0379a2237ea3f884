delete from report where device_id = $1

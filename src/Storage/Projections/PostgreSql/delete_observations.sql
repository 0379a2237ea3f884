delete from view.observation where device_id = $1

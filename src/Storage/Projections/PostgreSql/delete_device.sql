delete from view.device where device_id = $1

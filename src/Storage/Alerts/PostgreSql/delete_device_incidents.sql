delete from view.incident where device_id = any($1)

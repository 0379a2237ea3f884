delete from view.trace where device_id = any($1)

delete from view.trace_work where device_id = any($1)

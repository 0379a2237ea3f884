delete from trace_work where device_id in (select value from json_each($1))

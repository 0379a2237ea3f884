select project, crash_id, missing from trace where device_id in (select value from json_each($1)) and crash_id <> ''

select project, crash_id, missing from view.trace where device_id = any($1) and crash_id <> ''

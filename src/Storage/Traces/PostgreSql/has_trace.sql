select 1 from view.trace where device_id = $1 and issue = $2 and software_type = $3 and software_version = $4 limit 1

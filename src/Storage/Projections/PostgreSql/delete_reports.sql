delete from view.report where device_id = $1

delete from alert_track where device_id = $1 and alert_id = $2

delete from view.alert_track where device_id = any($1)

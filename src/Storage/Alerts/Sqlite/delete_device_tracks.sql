delete from alert_track where device_id in (select value from json_each($1))

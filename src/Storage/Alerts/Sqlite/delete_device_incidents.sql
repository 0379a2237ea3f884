delete from incident where device_id in (select value from json_each($1))

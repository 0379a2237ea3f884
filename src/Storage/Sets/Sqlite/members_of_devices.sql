select set_id, device_id, serial from device_set_member
where device_id in (select value from json_each($2)) and project = $1

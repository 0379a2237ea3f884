select set_id, device_id, serial from view.device_set_member
where device_id = any($2) and project = $1

delete from column_deleted where project = $1 and device_id in (select value from json_each($2))

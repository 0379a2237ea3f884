delete from view.column_deleted where project = $1 and device_id = any($2)

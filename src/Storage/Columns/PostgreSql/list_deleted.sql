select device_id from view.column_deleted where project = $1 order by device_id

select device_id from column_deleted where project = $1 order by device_id

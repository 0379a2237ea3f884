update view.retention_run set finished_at = $2 where project = $1

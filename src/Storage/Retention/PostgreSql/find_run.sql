select started_at, finished_at from view.retention_run where project = $1

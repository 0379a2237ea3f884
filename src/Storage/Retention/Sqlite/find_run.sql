select started_at, finished_at from retention_run where project = $1

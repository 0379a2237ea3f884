select coalesce(max(metric_id), 0) from log.metric where project = $1

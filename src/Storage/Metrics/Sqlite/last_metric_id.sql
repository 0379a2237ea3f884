select coalesce(max(metric_id), 0) from metric where project = $1

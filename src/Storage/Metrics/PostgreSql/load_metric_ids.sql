select key, metric_id from log.metric where project = $1 and key = any($2)

select key, metric_id, sent_kinds from log.metric where project = $1 and key = any($2)

select metric_id, key, kind, unit, first_seen from log.metric where project = $1 order by metric_id

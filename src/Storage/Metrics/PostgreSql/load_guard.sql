select coalesce((select max_metrics from log.metric_guard where project = $1), 0),
  (select count(*)::integer from log.metric where project = $1),
  coalesce((select refused from log.metric_guard where project = $1), 0)

select coalesce((select max_metrics from metric_guard where project = $1), 0),
  (select count(*) from metric where project = $1),
  coalesce((select refused from metric_guard where project = $1), 0)

-- A new name is of the kind that the old one was said to be.
update metric set kind = o.kind, kind_since = o.kind_since from metric o where metric.project = $1 and metric.metric_id = $2 and o.project = $1 and o.metric_id = $3

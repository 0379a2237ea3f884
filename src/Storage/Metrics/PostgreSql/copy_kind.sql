-- A new name is of the kind that the old one was said to be.
update log.metric m set kind = o.kind, kind_since = o.kind_since from log.metric o where m.project = $1 and m.metric_id = $2 and o.project = $1 and o.metric_id = $3

-- The sample is of the keys that were refused last.
delete from log.metric_refused where project = $1 and key in (select key from log.metric_refused where project = $1 order by last_at desc, key offset $2)

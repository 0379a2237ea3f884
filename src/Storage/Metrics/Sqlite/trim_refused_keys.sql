-- The sample is of the keys that were refused last.
delete from metric_refused where project = $1 and key in (select key from metric_refused where project = $1 order by last_at desc, key limit -1 offset $2)

select key, refused, first_at, last_at from metric_refused where project = $1 order by key

select key, metric_id from metric where project = $1 and key in (select value from json_each($2))

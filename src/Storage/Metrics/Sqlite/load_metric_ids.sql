select key, metric_id, sent_kinds from metric where project = $1 and key in (select value from json_each($2))

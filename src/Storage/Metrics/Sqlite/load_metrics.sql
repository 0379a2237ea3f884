select metric_id, key, kind, unit, first_seen, display_name, description from metric where project = $1 order by metric_id

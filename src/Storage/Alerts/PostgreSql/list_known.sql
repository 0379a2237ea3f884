select project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by from view.incident
where device_id = $1 and closed_at >= $2 and alert_id = any($3) and status <> 3
order by opened_at, closed_at

select project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by from incident
where project = $1 and incident_id < $2 and ($3 = 0 or status = $3) and ($4 = 0 or alert_id = $4) and ($5 = '' or serial = $5)
order by incident_id desc
limit $6

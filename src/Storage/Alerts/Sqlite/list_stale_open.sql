select project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by from incident as t
where shard = $1 and project = $2 and status = 1
  and not exists (select 1 from json_each($3) as a join json_each($4) as r on r.key = a.key where a.value = t.alert_id and r.value = t.test_revision)
limit $5

select project, device_id, alert_id, test_revision, phase, first_at, last_at, last_received_at, opened_at, by_position, by_idx, is_silent, due_at from alert_track as t
where shard = $1 and project = $2
  and not exists (select 1 from json_each($3) as a join json_each($4) as r on r.key = a.key where a.value = t.alert_id and r.value = t.test_revision)
limit $5

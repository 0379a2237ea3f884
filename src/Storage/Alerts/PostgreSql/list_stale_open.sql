select project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by from view.incident as t
where shard = $1 and project = $2 and status = 1
  and not exists (select 1 from unnest($3::bigint[], $4::bigint[]) as a(alert_id, test_revision) where a.alert_id = t.alert_id and a.test_revision = t.test_revision)
limit $5

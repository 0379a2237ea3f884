select project, device_id, alert_id, test_revision, phase, first_at, last_at, last_received_at, opened_at, by_position, by_idx, is_silent, due_at from view.alert_track as t
where shard = $1 and project = $2
  and not exists (select 1 from unnest($3::bigint[], $4::bigint[]) as a(alert_id, test_revision) where a.alert_id = t.alert_id and a.test_revision = t.test_revision)
limit $5

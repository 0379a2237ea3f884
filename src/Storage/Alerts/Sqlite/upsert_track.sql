insert into alert_track (shard, project, device_id, alert_id, test_revision, phase, first_at, last_at, last_received_at, opened_at, by_position, by_idx, is_silent, due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (device_id, alert_id) do update set
  test_revision = excluded.test_revision, phase = excluded.phase, first_at = excluded.first_at, last_at = excluded.last_at,
  last_received_at = excluded.last_received_at, opened_at = excluded.opened_at, by_position = excluded.by_position, by_idx = excluded.by_idx,
  is_silent = excluded.is_silent, due_at = excluded.due_at

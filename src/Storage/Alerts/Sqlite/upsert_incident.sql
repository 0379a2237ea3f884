insert into incident (project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (project, incident_id) do update set
  first_at = excluded.first_at, opened_at = excluded.opened_at, last_at = excluded.last_at, closed_at = excluded.closed_at,
  by_position = excluded.by_position, by_idx = excluded.by_idx, is_silent = excluded.is_silent, status = excluded.status

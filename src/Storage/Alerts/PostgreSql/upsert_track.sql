insert into view.alert_track (shard, project, device_id, alert_id, test_revision, phase, first_at, last_at, last_received_at, opened_at, by_position, by_idx, is_silent, due_at)
select * from unnest($1::integer[], $2::text[], $3::bigint[], $4::integer[], $5::bigint[], $6::integer[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::integer[], $13::integer[], $14::bigint[])
on conflict (device_id, alert_id) do update set
  test_revision = excluded.test_revision, phase = excluded.phase, first_at = excluded.first_at, last_at = excluded.last_at,
  last_received_at = excluded.last_received_at, opened_at = excluded.opened_at, by_position = excluded.by_position, by_idx = excluded.by_idx,
  is_silent = excluded.is_silent, due_at = excluded.due_at

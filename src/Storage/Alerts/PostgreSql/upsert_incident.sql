insert into view.incident (project, incident_id, alert_id, test_revision, shard, device_id, serial, first_at, opened_at, last_at, closed_at, by_position, by_idx, is_silent, status, acknowledged_by)
select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[], $5::integer[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::integer[], $14::integer[], $15::integer[], $16::text[])
on conflict (project, incident_id) do update set
  first_at = excluded.first_at, opened_at = excluded.opened_at, last_at = excluded.last_at, closed_at = excluded.closed_at,
  by_position = excluded.by_position, by_idx = excluded.by_idx, is_silent = excluded.is_silent, status = excluded.status

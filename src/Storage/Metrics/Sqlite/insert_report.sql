insert into report (device_id, captured_at, position, idx) values ($1, $2, $3, $4) on conflict do nothing

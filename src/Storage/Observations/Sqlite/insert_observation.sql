insert into observation (device_id, type, captured_at, position, idx, shard, project, id, blob, blob_bytes)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing

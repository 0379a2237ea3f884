insert into event_log (shard, position, device_id, sequence, previous, received_at, format, payload)
values ($1, $2, $3, $4, $5, $6, $7, $8)

insert into trace (project, captured_at, shard, position, idx, device_id, ordinal, software_type, software_version, hardware, kind, crash_id, issue, signatures, exact, state, class, title, missing)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)

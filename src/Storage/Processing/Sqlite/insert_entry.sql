insert into processing_entry (project, at, shard, position, idx, serial, number, entry_type, code, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing

insert into view.observation (device_id, type, captured_at, position, idx, shard, project, id, blob, blob_bytes)
select * from unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[], $7::text[], $8::text[], $9::text[], $10::bigint[])
on conflict do nothing

insert into view.processing_entry (project, at, shard, position, idx, serial, number, entry_type, code, reason)
select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::bigint[], $5::integer[], $6::text[], $7::bigint[], $8::integer[], $9::integer[], $10::text[])
on conflict do nothing

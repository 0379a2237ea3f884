insert into view.column_file (project, part, id, shard, day, from_at, to_at, written_at, report_rows, bytes, metrics)
select * from unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea[])

insert into view.storage_sample (day, part, bytes)
select * from unnest($1::bigint[], $2::integer[], $3::bigint[]) on conflict do nothing

insert into view.report (device_id, captured_at, position, idx)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[]) on conflict do nothing

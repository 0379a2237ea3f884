insert into view.column_deleted (project, device_id)
select * from unnest($1::text[], $2::bigint[]) on conflict do nothing

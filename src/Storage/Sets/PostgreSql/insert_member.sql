insert into view.device_set_member (project, set_id, serial, device_id, entered_at)
select * from unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::bigint[])

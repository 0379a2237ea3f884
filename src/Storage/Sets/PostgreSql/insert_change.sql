insert into view.device_set_change (project, position, set_id, serial, is_member, at)
select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::text[], $5::integer[], $6::bigint[])

insert into log.issue_event (project, sequence, format, payload)
select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::bytea[])

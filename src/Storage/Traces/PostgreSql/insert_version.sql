insert into view.issue_version (project, issue, software_type, software_version, first_at, last_at, traces, devices)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])

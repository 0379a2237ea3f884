insert into log.issue_change (project, issue, sequence)
select * from unnest($1::text[], $2::bigint[], $3::bigint[])

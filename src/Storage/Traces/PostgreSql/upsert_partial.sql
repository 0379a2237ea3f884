insert into view.issue_partial (project, issue, software_type, software_version, shard, counts)
select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::integer[], $6::bytea[]) as n(project, issue, software_type, software_version, shard, counts)
on conflict (project, issue, software_type, software_version, shard) do update set counts = excluded.counts

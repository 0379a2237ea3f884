insert into issue_partial (project, issue, software_type, software_version, shard, counts) values ($1, $2, $3, $4, $5, $6)
on conflict (project, issue, software_type, software_version, shard) do update set counts = excluded.counts

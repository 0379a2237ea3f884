insert into rollup_partial (project, cohort, resolution, start, shard, software_type, software_version, metric_id, rollup)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (project, cohort, resolution, start, shard, software_type, software_version, metric_id) do update set rollup = excluded.rollup

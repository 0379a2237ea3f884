insert into rollup (project, cohort, software_type, software_version, resolution, start, metric_id, rollup)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (project, cohort, software_type, software_version, resolution, start, metric_id) do update set rollup = excluded.rollup

insert into view.rollup (project, cohort, software_type, software_version, resolution, start, metric_id, rollup)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::bigint[], $7::integer[], $8::bytea[])
on conflict (project, cohort, software_type, software_version, resolution, start, metric_id) do update set rollup = excluded.rollup

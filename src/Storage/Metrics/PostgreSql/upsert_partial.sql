insert into view.rollup_partial (project, cohort, resolution, start, shard, software_type, software_version, metric_id, rollup)
select * from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::integer[], $6::text[], $7::text[], $8::integer[], $9::bytea[])
on conflict (project, cohort, resolution, start, shard, software_type, software_version, metric_id) do update set rollup = excluded.rollup

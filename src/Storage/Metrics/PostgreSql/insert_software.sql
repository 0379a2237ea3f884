insert into view.rollup_software (project, cohort, resolution, start, software_type, software_version)
select * from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::text[], $6::text[])
on conflict do nothing

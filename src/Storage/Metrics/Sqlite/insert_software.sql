insert into rollup_software (project, cohort, resolution, start, software_type, software_version) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing

delete from view.rollup r
using unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::bigint[]) as t(project, cohort, software_type, software_version, resolution, start)
where r.project = t.project and r.cohort = t.cohort and r.software_type = t.software_type and r.software_version = t.software_version
  and r.resolution = t.resolution and r.start = t.start

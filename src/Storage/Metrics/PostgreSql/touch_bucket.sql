insert into view.bucket_mark as m (project, cohort, resolution, start, stamp, merged)
select project, cohort, resolution, start, 1, 0 from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[]) as t(project, cohort, resolution, start)
on conflict (project, cohort, resolution, start) do update set stamp = m.stamp + 1

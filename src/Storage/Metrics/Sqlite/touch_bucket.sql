insert into bucket_mark as m (project, cohort, resolution, start, stamp, merged) values ($1, $2, $3, $4, 1, 0)
on conflict (project, cohort, resolution, start) do update set stamp = m.stamp + 1

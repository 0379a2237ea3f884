insert into issue_mark as m (project, issue, stamp, merged, shown) values ($1, $2, 1, 0, $2)
on conflict (project, issue) do update set stamp = m.stamp + 1

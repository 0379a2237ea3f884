insert into view.issue_mark as m (project, issue, stamp, merged, shown)
select project, issue, 1, 0, issue from unnest($1::text[], $2::bigint[]) as n(project, issue)
on conflict (project, issue) do update set stamp = m.stamp + 1

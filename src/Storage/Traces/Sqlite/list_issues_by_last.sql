select i.project, i.issue, i.state, i.class, i.software_type, i.title, i.is_placeholder, i.assignee, i.ticket, i.resolved_in, i.newest_version, i.regressions, i.opened_at, i.first_at, i.last_at, i.traces, i.devices from issue_row i
where i.project = $1 and i.state = $2 and (i.last_at, i.issue) < ($3, $4)
  and ($5 = '' or i.class = $5) and ($6 = '' or i.software_type = $6)
  and ($7 = '' or exists (select 1 from issue_version v where v.project = i.project and v.issue = i.issue and v.software_version = $7 and ($6 = '' or v.software_type = $6)))
  and ($8 = '' or instr(lower(i.title), lower($8)) > 0) and ($9 = 0 or i.assignee = $10)
  and i.first_at >= $11 and i.first_at < $12 and i.last_at >= $13 and i.last_at < $14
order by i.last_at desc, i.issue desc
limit $15

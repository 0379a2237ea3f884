select v.software_type, v.software_version, v.first_at, v.last_at, v.traces, v.devices, coalesce(r.running, 0)
from view.issue_version v
left join (select software_type, software_version, count(*) as running from view.device where project = $1 group by software_type, software_version) r
  on r.software_type = v.software_type and r.software_version = v.software_version
where v.project = $1 and v.issue = $2

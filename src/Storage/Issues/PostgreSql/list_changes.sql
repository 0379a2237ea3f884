select e.sequence, e.format, e.payload
from log.issue_change c
join log.issue_event e on e.project = c.project and e.sequence = c.sequence
where c.project = $1 and c.issue = $2 and c.sequence < $3
order by c.sequence desc
limit $4

select issue, stamp from view.issue_mark where project = $1 and issue > $2 and stamp > merged
order by issue
limit $3

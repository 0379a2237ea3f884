select issue, stamp from issue_mark where project = $1 and stamp > merged
order by issue
limit $2

-- Named, since the planner takes the primary key of the project for as good.
select issue, stamp from issue_mark indexed by issue_mark_stale where project = $1 and issue > $2 and stamp > merged
order by issue
limit $3

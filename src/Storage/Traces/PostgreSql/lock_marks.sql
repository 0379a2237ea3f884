-- In one order, as all take them.
select issue, shown from view.issue_mark where project = $1 and issue = any($2)
order by issue
for update

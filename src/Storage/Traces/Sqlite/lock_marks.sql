-- There is one writer: nothing to wait for.
select issue, shown from issue_mark where project = $1 and issue in (select value from json_each($2))

delete from issue_row where project = $1 and issue = $2

select shown from issue_mark where project = $1 and issue = $2

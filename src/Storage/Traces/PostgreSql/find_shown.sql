select shown from view.issue_mark where project = $1 and issue = $2

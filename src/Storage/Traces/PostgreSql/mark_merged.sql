update view.issue_mark set merged = $3, shown = $4 where project = $1 and issue = $2 and merged < $3

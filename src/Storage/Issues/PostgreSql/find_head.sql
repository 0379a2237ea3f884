select sequence from log.issue_head where project = $1

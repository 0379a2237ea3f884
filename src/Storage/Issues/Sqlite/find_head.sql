select sequence from issue_head where project = $1

delete from issue_version where project = $1 and issue = $2

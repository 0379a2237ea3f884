delete from issue_partial where project = $1 and issue = $2 and software_type = $3 and software_version = $4 and shard = $5

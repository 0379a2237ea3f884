select software_type, software_version, counts from view.issue_partial where project = $1 and issue = any($2)

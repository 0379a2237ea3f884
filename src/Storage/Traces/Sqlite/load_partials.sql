select software_type, software_version, counts from issue_partial where project = $1 and issue in (select value from json_each($2))

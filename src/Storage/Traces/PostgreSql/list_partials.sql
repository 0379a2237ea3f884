select project, issue, software_type, software_version, shard, counts from view.issue_partial

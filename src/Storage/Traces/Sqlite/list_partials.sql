select project, issue, software_type, software_version, shard, counts from issue_partial

delete from issue_version

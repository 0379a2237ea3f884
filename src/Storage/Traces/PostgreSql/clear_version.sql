delete from view.issue_version

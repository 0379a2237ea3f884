delete from view.issue_partial

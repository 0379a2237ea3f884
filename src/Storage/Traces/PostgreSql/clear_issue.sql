delete from view.issue_row

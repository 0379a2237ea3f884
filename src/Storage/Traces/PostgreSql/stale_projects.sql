select distinct project from view.issue_mark where stamp > merged

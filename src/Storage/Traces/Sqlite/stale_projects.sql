select distinct project from issue_mark where stamp > merged

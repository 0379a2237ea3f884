delete from issue_partial

delete from issue_row

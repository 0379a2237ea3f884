insert into issue_change (project, issue, sequence) values ($1, $2, $3)

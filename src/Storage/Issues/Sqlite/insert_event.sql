insert into issue_event (project, sequence, format, payload) values ($1, $2, $3, $4)

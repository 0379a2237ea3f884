insert into issue_version (project, issue, software_type, software_version, first_at, last_at, traces, devices) values ($1, $2, $3, $4, $5, $6, $7, $8)

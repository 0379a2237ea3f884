insert into incident_entry (project, position, incident_id, kind, at, author, text) values ($1, $2, $3, $4, $5, $6, $7)

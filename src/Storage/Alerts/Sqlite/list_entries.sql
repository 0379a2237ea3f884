select position, incident_id, kind, at, author, text from incident_entry where project = $1 and position > $2 order by position limit $3

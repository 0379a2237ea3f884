select position, incident_id, kind, at, author, text from view.incident_entry where project = $1 and incident_id = $2 order by position

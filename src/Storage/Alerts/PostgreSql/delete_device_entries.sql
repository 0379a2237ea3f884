delete from view.incident_entry where (project, incident_id) in (
  select project, incident_id from view.incident where device_id = any($1))

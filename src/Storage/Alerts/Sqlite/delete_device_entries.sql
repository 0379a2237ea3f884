delete from incident_entry where (project, incident_id) in (
  select project, incident_id from incident where device_id in (select value from json_each($1)))

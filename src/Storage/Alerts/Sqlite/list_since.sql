select distinct i.device_id, i.alert_id from json_each($1) as d join json_each($2) as f on f.key = d.key
join incident as i on i.device_id = d.value and i.closed_at >= f.value
where i.status <> 3

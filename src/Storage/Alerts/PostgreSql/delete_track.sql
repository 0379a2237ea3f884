delete from view.alert_track as t using unnest($1::bigint[], $2::integer[]) as g(device_id, alert_id) where t.device_id = g.device_id and t.alert_id = g.alert_id

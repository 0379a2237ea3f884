delete from view.device_set_member m
using unnest($1::text[], $2::integer[], $3::text[]) as v (project, set_id, serial)
where m.project = v.project and m.set_id = v.set_id and m.serial = v.serial

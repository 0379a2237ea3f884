insert into device_set_change (project, position, set_id, serial, is_member, at) values ($1, $2, $3, $4, $5, $6)

insert into device_set_member (project, set_id, serial, device_id, entered_at) values ($1, $2, $3, $4, $5)

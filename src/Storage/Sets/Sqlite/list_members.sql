select device_id, serial, entered_at from device_set_member
where project = $1 and set_id = $2 and serial > $3
order by serial
limit $4

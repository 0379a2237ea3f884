select position, serial, is_member, at from device_set_change
where project = $1 and set_id = $2 and position > $3
order by position
limit $4

select count(*) from (select 1 from device_set_change where project = $1 and at < $2 limit $3)

select serial, device_id from device where project = $1 and serial > $2 order by serial limit $3

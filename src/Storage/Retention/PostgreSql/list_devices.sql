select serial, device_id from view.device where project = $1 and serial > $2 order by serial limit $3

select count(*) from device where project = $1 /* and conditions */

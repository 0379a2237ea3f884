select count(*) from view.device where project = $1 /* and conditions */

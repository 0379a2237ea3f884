update log.metric set owner = $3 where project = $1 and owner = $2

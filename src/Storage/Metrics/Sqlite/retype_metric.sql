update metric set kind = $3, kind_since = $4 where project = $1 and key = $2

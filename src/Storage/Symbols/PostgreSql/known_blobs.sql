select distinct sha256 from log.symbol_file where project = $1 and sha256 = any($2)

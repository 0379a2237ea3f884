select distinct sha256 from symbol_file where project = $1 and sha256 in (select value from json_each($2))

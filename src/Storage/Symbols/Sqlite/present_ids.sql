select id from symbol_file where project = $1 and kind = $2 and id in (select value from json_each($3))

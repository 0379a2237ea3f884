select day, part, bytes from view.storage_sample where day >= $1 order by day

select day, part, bytes from storage_sample where day >= $1 order by day

delete from storage_sample where day < $1

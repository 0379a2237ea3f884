delete from view.storage_sample where day < $1

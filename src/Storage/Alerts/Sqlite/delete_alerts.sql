delete from alert where project = $1

delete from view.alert where project = $1

delete from view.rollup_software where project = $1 and cohort = $2 and resolution = $3 and start = $4

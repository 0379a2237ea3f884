delete from view.rollup_software where start >= $1

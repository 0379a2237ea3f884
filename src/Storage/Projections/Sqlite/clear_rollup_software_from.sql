delete from rollup_software where start >= $1

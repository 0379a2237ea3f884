delete from rollup_software

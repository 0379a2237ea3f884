delete from rollup_partial

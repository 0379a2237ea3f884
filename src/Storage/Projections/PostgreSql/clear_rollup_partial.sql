delete from view.rollup_partial

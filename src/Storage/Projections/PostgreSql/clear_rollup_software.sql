delete from view.rollup_software

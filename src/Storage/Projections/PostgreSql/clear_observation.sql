delete from view.observation

-- Merges hold one mark while they wait for another: all at once, or in a circle.
lock table view.issue_mark in exclusive mode

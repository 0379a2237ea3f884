-- Merges hold one mark while they wait for another: all at once, or in a circle.
lock table view.bucket_mark in exclusive mode

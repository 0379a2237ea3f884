-- What an operator says of a metric. Empty: nothing.
alter table log.metric
  add column display_name text not null default '',
  add column description text not null default '';

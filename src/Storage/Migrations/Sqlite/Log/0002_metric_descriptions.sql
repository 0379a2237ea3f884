-- What an operator says of a metric. Empty: nothing.
alter table metric add column display_name text not null default '';
alter table metric add column description text not null default '';

-- Resilience of a zero or negative flow is null. That must not happen unseen: such a flow is shown with its place.
{{ config(severity='warn') }}
select *
from {{ ref('int_flow') }}
where edition = 'baseline' and flow_value <= 0

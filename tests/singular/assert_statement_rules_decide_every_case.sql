-- Whatever the numbers turn out to be, exactly one rule words them: all combinations of states against the rules.
with roles as (
    select * from (values ('effect'), ('moderation')) as roles (role)
),

directions as (
    select * from (values ('positive'), ('negative'), ('mixed')) as directions (direction)
),

supports as (
    select * from (values ('every'), ('some'), ('contested'), ('none'), ('untested')) as supports (support)
)

select
    roles.role,
    directions.direction,
    supports.support,
    count(rules.rule_id) as n_rules
from roles
cross join directions
cross join supports
left join {{ ref('sentence_rules') }} as rules
    on
        roles.role = rules.role
        and rules.part = 'finding'
        and rules.direction in (directions.direction, '*')
        and rules.support in (supports.support, '*')
group by roles.role, directions.direction, supports.support
having count(rules.rule_id) <> 1

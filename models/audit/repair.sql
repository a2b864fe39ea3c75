{{ config(materialized='view', tags=['printed']) }}
-- The fewest printed cells whose change clears each fault (results.audit_repairs, which is written after the checks), in words.

with changes as (
    select
        repairs.*,
        {{ in_both('repair.change', {
            'cell': 'names.cell_@', 'kind': 'kinds.@', 'before': "coalesce(nullif(repairs.value_as_printed, ''), '–')",
            'after': "coalesce(nullif(repairs.value_meant, ''), '–')"}, 'change') }}
    from {{ source('results', 'audit_repairs') }} as repairs
    left join {{ ref('audit_cell_name') }} as names using (study, cell)
    left join {{ ref('messages') }} as kinds on 'misprint.' || repairs.misprint = kinds.id
),

cleared as (
    select study, fault, {{ text_list('check_id', 'check_id', '; ') }} as checks from {{ source('results', 'audit_repair_checks') }}
    group by study, fault
),

sets as (
    select
        study, fault, place,
        count(cell) as n_cells,
        max(n_other) as n_other,
        max(n_holds) as n_holds,
        {{ joined_lists('case when cell is not null then change_@ end', 'cell', 'changes') }}
    from changes
    group by study, fault, place
),

final as (
    select
        sets.study, sets.fault, sets.place, sets.n_cells, sets.n_other, sets.n_holds, cleared.checks
        {%- for language in ['en', 'zh'] %},
        {{ filled(either('n_cells = 0', message('repair.none', language), message('repair.set', language)), {
            'checks': 'cleared.checks', 'changes': 'sets.changes_' ~ language, 'n': fixed_text('nullif(n_other, 0)', 0)}) }} as sentence_{{ language }}
        {%- endfor %}
    from sets
    left join cleared using (study, fault)
)

select * from final

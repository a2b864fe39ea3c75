-- Ratios to the year before, for the gate's rules on continuity: a slipped unit shows as 10 or 1,000. The columns are those of its yml.
with panel as (
    select
        region_code,
        year
        {%- for column in model.columns if column.endswith('_ratio') %},
        {{ panel_column(column[:-6]) }} as {{ column[:-6] }}
        {%- endfor %}
    from {{ ref('panel') }}
),

final as (
    select
        panel.region_code,
        panel.year
        {%- for column in model.columns if column.endswith('_ratio') %},
        {{ share('panel.' ~ column[:-6], 'earlier.' ~ column[:-6]) }} as {{ column }}
        {%- endfor %}
    from panel
    inner join panel as earlier on panel.region_code = earlier.region_code and panel.year - 1 = earlier.year
)

select * from final

-- GDP per head and the tax share without their year means, made orthonormal (Gram and Schmidt), so that what they explain of any
-- variable is two sums: the controls of the printed column that has every figure.
with panel as (
    select region_code, year, gdp_per_capita, tax_share from {{ ref('panel') }}
),

demeaned as (
    select
        region_code,
        year,
        gdp_per_capita - avg(gdp_per_capita) over {{ ordered_window('year', 'region_code') }} as gdp,
        tax_share - avg(tax_share) over {{ ordered_window('year', 'region_code') }} as tax
    from panel
),

first_one as (
    select *, gdp / nullif(sqrt(sum(gdp * gdp) over {{ ordered_window('', 'region_code, year') }}), 0) as first_control from demeaned
),

rest as (
    select *, tax - first_control * sum(tax * first_control) over {{ ordered_window('', 'region_code, year') }} as tax_rest from first_one
),

final as (
    select
        region_code,
        year,
        first_control,
        tax_rest / nullif(sqrt(sum(tax_rest * tax_rest) over {{ ordered_window('', 'region_code, year') }}), 0) as second_control
    from rest
)

select * from final

{# A cell must be a number, empty, or a marker of the closed list: anything else is shown with its place. On PostgreSQL dbt
   reads the marker `null` as no text. #}
{% test known_number_or_marker(model) %}
select
    observations.source_id,
    observations.place,
    observations.value_text as found,
    'a number, an empty cell or a marker of reference.missing_markers' as expected
from {{ model }} as observations
left join {{ ref('missing_markers') }} as markers on observations.value_text = coalesce(markers.marker, 'null')
where observations.value is null and observations.value_text is not null and markers.meaning is null
{% endtest %}

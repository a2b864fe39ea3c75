{# Mean earth radius in km (IUGG 2015, R1). #}
{% macro earth_radius_km() %}6371.0088{% endmacro %}

{# unit_vector: a point on the unit sphere, as the columns <prefix>x, <prefix>y, <prefix>z. #}
{% macro unit_vector(latitude_deg, longitude_deg, prefix='') %}
cos(radians({{ latitude_deg }})) * cos(radians({{ longitude_deg }})) as {{ prefix }}x,
cos(radians({{ latitude_deg }})) * sin(radians({{ longitude_deg }})) as {{ prefix }}y,
sin(radians({{ latitude_deg }})) as {{ prefix }}z
{% endmacro %}

{# distance_km: great circle from the chord of two unit vectors, d = 2R asin(|a - b| / 2). Equal to the haversine
   formula (Sinnott 1984) and as exact for near points; `least` keeps rounding of antipodes inside asin's domain. #}
{% macro distance_km(a, b) -%}
2 * {{ earth_radius_km() }} * asin(least(1, sqrt(
    ({{ a }}.x - {{ b }}.x) * ({{ a }}.x - {{ b }}.x)
    + ({{ a }}.y - {{ b }}.y) * ({{ a }}.y - {{ b }}.y)
    + ({{ a }}.z - {{ b }}.z) * ({{ a }}.z - {{ b }}.z)
) / 2))
{%- endmacro %}

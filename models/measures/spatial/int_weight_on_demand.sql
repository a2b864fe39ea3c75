-- Weights of point sets too large to store pairs of, each pair once: a view that int_spillover_in_blocks reads some regions
-- at a time. A kernel with a cutoff meets only the regions of the cubes beside its own, as wide as the cutoff: a chord is
-- never longer than its arc, and cubes know neither poles nor a date line.
{{ config(materialized='view', schema='on_demand') }}

with points as (
    select * from {{ ref('int_region_point') }}
    where n_regions_missing = 0 and not stores_pairs
),

kernels as (
    select * from {{ ref('kernels') }}
),

cubes as (
    select
        points.*,
        kernels.*,
        floor(points.x * {{ earth_radius_km() }} / kernels.cutoff_km) as cube_x,
        floor(points.y * {{ earth_radius_km() }} / kernels.cutoff_km) as cube_y,
        floor(points.z * {{ earth_radius_km() }} / kernels.cutoff_km) as cube_z
    from points
    inner join kernels on kernels.cutoff_km is not null
),

steps as (
    select -1 as step
    union all
    select 0
    union all
    select 1
),

near as (
    select
        cubes.*,
        cubes.cube_x + step_x.step as near_x,
        cubes.cube_y + step_y.step as near_y,
        cubes.cube_z + step_z.step as near_z
    from cubes
    cross join steps as step_x
    cross join steps as step_y
    cross join steps as step_z
),

pairs as (
    select
        a.kernel,
        a.family,
        a.p,
        a.d0_km,
        a.cutoff_km,
        a.unit_km,
        a.own_weight,
        a.distance_point,
        a.position as from_position,
        b.position as to_position,
        {{ distance_km('a', 'b') }} as distance_km
    from near as a
    inner join cubes as b
        on
            a.kernel = b.kernel
            and a.distance_point = b.distance_point
            and a.near_x = b.cube_x
            and a.near_y = b.cube_y
            and a.near_z = b.cube_z
            and a.position < b.position
    union all
    select
        kernels.kernel,
        kernels.family,
        kernels.p,
        kernels.d0_km,
        kernels.cutoff_km,
        kernels.unit_km,
        kernels.own_weight,
        a.distance_point,
        a.position as from_position,
        b.position as to_position,
        {{ distance_km('a', 'b') }} as distance_km
    from points as a
    inner join points as b on a.distance_point = b.distance_point and a.position < b.position
    inner join kernels on kernels.cutoff_km is null
),

final as (
    select
        kernel,
        distance_point,
        from_position,
        to_position,
        {{ kernel_weight('pairs', 'distance_km', 'false') }} as weight
    from pairs
)

select * from final

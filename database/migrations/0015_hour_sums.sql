CREATE TABLE "hour_sums" (
	"patient_id" uuid NOT NULL,
	"stream" text NOT NULL,
	"day" date NOT NULL,
	"counts" integer[] NOT NULL,
	"firsts" integer[] NOT NULL,
	"seconds" integer[],
	CONSTRAINT "hour_sums_patient_id_stream_day_pk" PRIMARY KEY("patient_id","stream","day")
);
--> statement-breakpoint
ALTER TABLE "hour_sums" ADD CONSTRAINT "hour_sums_patient_id_patients_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."patients"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hour_sums_day_idx" ON "hour_sums" USING brin ("day");
--> statement-breakpoint
-- The last 40 days as they are known now, so that nobody's next reading waits until a month of them is added up.
with hours as (
  select patient_id, case kind when 'blood-pressure' then 'cuff' when 'glucose' then specimen else kind end as stream,
    floor(extract(epoch from effective_at) / 3600)::int as hour, count(*)::int as count,
    sum(floor(coalesce(systolic, glucose, heart_rate) + 0.5))::int as first, sum(floor(diastolic + 0.5))::int as second
  from observations
  where effective_at >= date_trunc('day', now(), 'UTC') - interval '42 days'
    and effective_at < date_trunc('day', now(), 'UTC') - interval '1 day'
    and invalidated_at is null and comparator is null and method is distinct from 'cuffless'
    and (kind <> 'heart-rate' or (coalesce(steps, 0) = 0 and context is distinct from 'active'
      and (context = 'rest' or steps is not null)))
  group by 1, 2, 3
), days as (
  select distinct patient_id, stream, hour / 24 as day from hours
)
insert into hour_sums (patient_id, stream, day, counts, firsts, seconds)
select days.patient_id, days.stream, date '1970-01-01' + days.day,
  array_agg(coalesce(count, 0) order by slot.hour), array_agg(coalesce(first, 0) order by slot.hour),
  case days.stream when 'cuff' then array_agg(coalesce(second, 0) order by slot.hour) end
from days
cross join generate_series(0, 23) as slot (hour)
left join hours on hours.patient_id = days.patient_id and hours.stream = days.stream
  and hours.hour = days.day * 24 + slot.hour
group by days.patient_id, days.stream, days.day;
--> statement-breakpoint
-- And that nothing before today and yesterday is missing from them.
insert into hour_sums (patient_id, stream, day, counts, firsts, seconds)
select id, stream, (now() at time zone 'UTC')::date - 2, array_fill(0, array[24]), array_fill(0, array[24]),
  case stream when 'cuff' then array_fill(0, array[24]) end
from patients cross join (values ('cuff'), ('capillary'), ('heart-rate')) as kind (stream)
on conflict do nothing;

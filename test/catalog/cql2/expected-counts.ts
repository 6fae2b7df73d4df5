/**
 * What the standard's abstract test suite expects of its test data, as facts: OGC 21-065r2, annex A, by requirement class.
 *
 * Three counts differ. For `Ch%` the suite has 2 and for `Chiș%` twice 2, but its own data hold Chișinău, Chicago and Chengdu:
 * the numbers stayed behind when the predicates changed (opengeospatial/ogcapi-features#1011).
 */
import type { NaturalEarthTable } from '../../support/natural-earth-fixture.js';

export interface ExpectedCount {
  readonly requirementClass: string;
  readonly table: NaturalEarthTable;
  readonly count: number;
  readonly filter: string;
}

const lines = `
  # basic-cql2
  countries 1 NAME='Luxembourg'
  countries 84 NAME>='Luxembourg'
  countries 83 NAME>'Luxembourg'
  countries 94 NAME<='Luxembourg'
  countries 93 NAME<'Luxembourg'
  countries 176 NAME<>'Luxembourg'
  countries 1 POP_EST=37589262
  countries 39 POP_EST>=37589262
  countries 38 POP_EST>37589262
  countries 139 POP_EST<=37589262
  countries 138 POP_EST<37589262
  countries 176 POP_EST<>37589262
  places 243 name IS NOT NULL
  places 0 name IS NULL
  places 1 name='København'
  places 137 name>='København'
  places 136 name>'København'
  places 107 name<='København'
  places 106 name<'København'
  places 242 name<>'København'
  places 243 pop_other IS NOT NULL
  places 0 pop_other IS NULL
  places 1 pop_other=1038288
  places 123 pop_other>=1038288
  places 122 pop_other>1038288
  places 121 pop_other<=1038288
  places 120 pop_other<1038288
  places 242 pop_other<>1038288
  places 3 "date" IS NOT NULL
  places 240 "date" IS NULL
  places 1 "date"=DATE('2022-04-16')
  places 2 "date">=DATE('2022-04-16')
  places 1 "date">DATE('2022-04-16')
  places 2 "date"<=DATE('2022-04-16')
  places 1 "date"<DATE('2022-04-16')
  places 2 "date"<>DATE('2022-04-16')
  places 3 start IS NOT NULL
  places 240 start IS NULL
  places 1 start=TIMESTAMP('2022-04-16T10:13:19Z')
  places 2 start<=TIMESTAMP('2022-04-16T10:13:19Z')
  places 1 start<TIMESTAMP('2022-04-16T10:13:19Z')
  places 2 start>=TIMESTAMP('2022-04-16T10:13:19Z')
  places 1 start>TIMESTAMP('2022-04-16T10:13:19Z')
  places 2 start<>TIMESTAMP('2022-04-16T10:13:19Z')
  places 3 boolean IS NOT NULL
  places 240 boolean IS NULL
  places 2 boolean=true
  places 1 boolean=false

  # advanced-comparison-operators
  places 3 name LIKE 'B_r%'
  places 240 name NOT LIKE 'B_r%'
  places 75 pop_other between 1000000 and 3000000
  places 168 pop_other not between 1000000 and 3000000
  places 2 name IN ('Kiev','kobenhavn','Berlin','athens','foo')
  places 241 name NOT IN ('Kiev','kobenhavn','Berlin','athens','foo')
  places 3 pop_other in (1038288,1611692,3013258,3013257,3013259)
  places 240 pop_other not in (1038288,1611692,3013258,3013257,3013259)
  places 2 "date" in (DATE('2021-04-16'),DATE('2022-04-16'),DATE('2022-04-18'))
  places 1 "date" not in (DATE('2021-04-16'),DATE('2022-04-16'),DATE('2022-04-18'))
  places 1 start in (TIMESTAMP('2022-04-16T10:13:19Z'))
  places 2 start not in (TIMESTAMP('2022-04-16T10:13:19Z'))
  places 2 boolean in (true)
  places 2 boolean not in (false)

  # case-insensitive-comparison
  places 1 CASEI(name)=casei('KIEV')
  places 1 CASEI(name)=casei('kiev')
  places 1 CASEI(name)=casei('Kiev')
  places 1 CASEI(name)=casei('København')
  places 1 CASEI(name)=casei('københavn')
  places 1 CASEI(name)=casei('KØBENHAVN')
  places 3 CASEI(name) LIKE casei('B_r%')
  places 3 CASEI(name) LIKE casei('b_r%')
  places 3 CASEI(name) LIKE casei('B_R%')
  places 3 CASEI(name) IN (casei('Kiev'), casei('kobenhavn'), casei('Berlin'), casei('athens'), casei('foo'))

  # accent-insensitive-comparison
  places 1 ACCENTI(name)=accenti('Chișinău')
  places 1 ACCENTI(name)=accenti('Chisinau')
  places 1 ACCENTI(name)=accenti('Kiev')
  places 1 ACCENTI(CASEI(name))=accenti(casei('chișinău'))
  places 1 ACCENTI(CASEI(name))=accenti(casei('chisinau'))
  places 1 ACCENTI(CASEI(name))=accenti(casei('CHISINAU'))
  places 1 ACCENTI(CASEI(name))=accenti(casei('CHIȘINĂU'))
  places 3 ACCENTI(name) LIKE accenti('Ch%')
  places 1 ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))
  places 1 ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))
  places 4 ACCENTI(CASEI(name)) IN (accenti(casei('Kiev')), accenti(casei('chișinău')), accenti(casei('Berlin')), accenti(casei('athens')), accenti(casei('foo')))

  # basic-spatial-functions
  countries 8 S_INTERSECTS(geom,BBOX(0,40,10,50))
  countries 10 S_INTERSECTS(geom,BBOX(150,-90,-150,90))
  countries 1 S_INTERSECTS(geom,POINT(7.02 49.92))
  countries 3 S_INTERSECTS(geom,BBOX(0,40,10,50)) and S_INTERSECTS(geom,BBOX(5,50,10,60))
  countries 5 S_INTERSECTS(geom,BBOX(0,40,10,50)) and not S_INTERSECTS(geom,BBOX(5,50,10,60))
  countries 10 S_INTERSECTS(geom,BBOX(0,40,10,50)) or S_INTERSECTS(geom,BBOX(-90,40,-60,50))
  places 7 S_INTERSECTS(geom,BBOX(0,40,10,50))
  rivers 4 S_INTERSECTS(geom,BBOX(-180,-90,0,90))

  # basic-spatial-functions-plus
  countries 2 S_INTERSECTS(geom,LINESTRING(-180 -45, 0 -45))
  countries 14 S_INTERSECTS(geom,MULTILINESTRING((-180 -45, 0 -45), (0 45, 180 45)))
  countries 8 S_INTERSECTS(geom,POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)))
  countries 15 S_INTERSECTS(geom,MULTIPOLYGON(((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50)),((0 0, 10 0, 10 10, 0 10, 0 0))))
  countries 8 S_INTERSECTS(geom,GEOMETRYCOLLECTION(POINT(7.02 49.92), POLYGON((0 0, 10 0, 10 10, 0 10, 0 0))))
  countries 15 S_INTERSECTS(geom,POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50))) or S_INTERSECTS(geom,POLYGON((0 0, 10 0, 10 10, 0 10, 0 0)))
  countries 3 S_INTERSECTS(geom,POLYGON((-180 -90, -90 -90, -90 90, -180 90, -180 -90), (-120 -50, -100 -50, -100 -40, -120 -40, -120 -50))) and not S_INTERSECTS(geom,POLYGON((-130 0, 0 0, 0 50, -130 50, -130 0)))

  # spatial-functions
  countries 8 S_INTERSECTS(geom,POLYGON((0 40,10 40,10 50,0 50,0 40)))
  countries 4 S_INTERSECTS(geom,LINESTRING(0 40,10 50))
  places 7 S_INTERSECTS(geom,POLYGON((0 40,10 40,10 50,0 50,0 40)))
  rivers 2 S_INTERSECTS(geom,LINESTRING(-60 -90,-60 90))
  countries 169 S_DISJOINT(geom,BBOX(0,40,10,50))
  countries 169 S_DISJOINT(geom,POLYGON((0 40,10 40,10 50,0 50,0 40)))
  countries 173 S_DISJOINT(geom,LINESTRING(0 40,10 50))
  countries 176 S_DISJOINT(geom,POINT(7.02 49.92))
  places 236 S_DISJOINT(geom,BBOX(0,40,10,50))
  places 236 S_DISJOINT(geom,POLYGON((0 40,10 40,10 50,0 50,0 40)))
  rivers 9 S_DISJOINT(geom,BBOX(-180,-90,0,90))
  rivers 11 S_DISJOINT(geom,LINESTRING(-60 -90,-60 90))
  places 1 S_EQUALS(geom,POINT(6.1300028 49.6116604))
  countries 3 S_TOUCHES(geom,POLYGON((6.043073357781111 50.128051662794235,6.242751092156993 49.90222565367873,6.186320428094177 49.463802802114515,5.897759230176348 49.44266714130711,5.674051954784829 49.529483547557504,5.782417433300907 50.09032786722122,6.043073357781111 50.128051662794235)))
  countries 3 S_TOUCHES(geom,POINT(6.043073357781111 50.128051662794235))
  countries 2 S_TOUCHES(geom,POINT(6.242751092156993 49.90222565367873))
  countries 3 S_TOUCHES(geom,LINESTRING(6.043073357781111 50.128051662794235,6.242751092156993 49.90222565367873))
  rivers 1 S_CROSSES(geom,BBOX(0,40,10,50))
  rivers 2 S_CROSSES(geom,LINESTRING(-60 -90,-60 90))
  countries 44 S_WITHIN(geom,BBOX(-180,-90,0,90))
  places 74 S_WITHIN(geom,BBOX(-180,-90,0,90))
  rivers 4 S_WITHIN(geom,BBOX(-180,-90,0,90))
  countries 1 S_CONTAINS(geom,BBOX(7,50,8,51))
  countries 1 S_CONTAINS(geom,LINESTRING(7 50,8 51))
  countries 1 S_CONTAINS(geom,POINT(7.02 49.92))
  countries 11 S_OVERLAPS(geom,BBOX(-180,-90,0,90))

  # temporal-functions
  places 1 t_after("date",date('2022-04-16'))
  places 1 t_before("date",date('2022-04-16'))
  places 2 t_disjoint("date",date('2022-04-16'))
  places 1 t_equals("date",date('2022-04-16'))
  places 1 t_intersects("date",date('2022-04-16'))
  places 1 t_after("date",interval('2022-01-01','2022-12-31'))
  places 1 t_before("date",interval('2022-01-01','2022-12-31'))
  places 2 t_disjoint("date",interval('2022-01-01','2022-12-31'))
  places 0 t_equals("date",interval('2022-01-01','2022-12-31'))
  places 1 t_equals("date",interval('2022-04-16','2022-04-16'))
  places 1 t_intersects("date",interval('2022-01-01','2022-12-31'))
  places 1 t_after(start,timestamp('2022-04-16T10:13:19Z'))
  places 1 t_before(start,timestamp('2022-04-16T10:13:19Z'))
  places 2 t_disjoint(start,timestamp('2022-04-16T10:13:19Z'))
  places 1 t_equals(start,timestamp('2022-04-16T10:13:19Z'))
  places 1 t_intersects(start,timestamp('2022-04-16T10:13:19Z'))
  places 0 t_after(start,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 1 t_before(start,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 1 t_disjoint(start,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 0 t_equals(start,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 2 t_intersects(start,interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 1 t_after(interval(start,end),interval('..','2022-04-16T10:13:19Z'))
  places 2 t_before(interval(start,end),interval('2023-01-01T00:00:00Z','..'))
  places 1 t_disjoint(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'))
  places 1 t_equals(interval(start,end),interval('2021-04-16T10:15:59Z','2022-04-16T10:16:06Z'))
  places 2 t_intersects(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'))
  places 1 T_CONTAINS(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))
  places 1 T_DURING(interval(start,end),interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'))
  places 1 T_FINISHES(interval(start,end),interval('2020-04-16T10:13:19Z','2022-04-16T10:16:06Z'))
  places 1 T_FINISHEDBY(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:16:06Z'))
  places 0 T_MEETS(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))
  places 1 T_METBY(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))
  places 2 T_OVERLAPPEDBY(interval(start,end),interval('2020-04-16T10:13:19Z','2022-04-16T10:15:10Z'))
  places 1 T_OVERLAPS(interval(start,end),interval('2022-04-16T10:13:19Z','2023-04-16T10:15:10Z'))
  places 1 T_STARTEDBY(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))
  places 0 T_STARTS(interval(start,end),interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'))

  # arithmetic
  places 1 pop_other=1038280+8
  places 123 pop_other>=1038290-2*2^0
  places 122 pop_other>1038290-20/10
  places 122 pop_other>1038290-21 div 10
  places 122 pop_other>1038290-5%2
  places 121 pop_other<=1038200+8*11
  places 120 pop_other<1038280+2^3
  places 242 pop_other<>1038290-2^1
  places 75 pop_other between 4000000/4 and (3*(900000+100000))
  places 168 pop_other not between 4000000/4 and (3*(900000+100000))
  places 3 pop_other in (1000000+38288,1000000+600000+11692,3*1000000+13258,3*1000000+13257,30*100000+13259)
  places 240 pop_other not in (1000000+38288,1000000+600000+11692,3*1000000+13258,3*1000000+13257,30*100000+13259)
  places 1 1038280+8=pop_other

  # property-property
  places 1 'København'=name
  places 137 'København'<=name
  places 136 'København'<name
  places 107 'København'>=name
  places 106 'København'>name
  places 242 'København'<>name
  places 230 name=nameascii
  places 243 name>=nameascii
  places 13 name>nameascii
  places 230 name<=nameascii
  places 0 name<nameascii
  places 13 name<>nameascii
  places 1 1038288=pop_other
  places 123 1038288<=pop_other
  places 122 1038288<pop_other
  places 121 1038288>=pop_other
  places 120 1038288>pop_other
  places 242 1038288<>pop_other
  places 27 pop_min=pop_max
  places 243 pop_min<=pop_max
  places 216 pop_min<pop_max
  places 27 pop_min>=pop_max
  places 0 pop_min>pop_max
  places 216 pop_min<>pop_max
  places 0 start=end
  places 3 start<=end
  places 3 start<end
  places 0 start>=end
  places 0 start>end
  places 3 start<>end
  places 243 'København' LIKE 'K_benhavn'
  places 0 'København' NOT LIKE 'K_benhavn'
  places 94 pop_other between pop_min and pop_max
  places 149 pop_other not between pop_min and pop_max
  countries 8 S_INTERSECTS(BBOX(0,40,10,50),geom)
  countries 10 S_INTERSECTS(BBOX(150,-90,-150,90),geom)
  countries 1 S_INTERSECTS(POINT(7.02 49.92),geom)
  places 7 S_INTERSECTS(BBOX(0,40,10,50),geom)
  rivers 4 S_INTERSECTS(BBOX(-180,-90,0,90),geom)
  countries 8 S_INTERSECTS(POLYGON((0 40,10 40,10 50,0 50,0 40)),geom)
  countries 4 S_INTERSECTS(LINESTRING(0 40,10 50),geom)
  places 7 S_INTERSECTS(POLYGON((0 40,10 40,10 50,0 50,0 40)),geom)
  rivers 2 S_INTERSECTS(LINESTRING(-60 -90,-60 90),geom)
  countries 169 S_DISJOINT(BBOX(0,40,10,50),geom)
  countries 169 S_DISJOINT(POLYGON((0 40,10 40,10 50,0 50,0 40)),geom)
  countries 173 S_DISJOINT(LINESTRING(0 40,10 50),geom)
  countries 176 S_DISJOINT(POINT(7.02 49.92),geom)
  places 236 S_DISJOINT(BBOX(0,40,10,50),geom)
  places 236 S_DISJOINT(POLYGON((0 40,10 40,10 50,0 50,0 40)),geom)
  rivers 9 S_DISJOINT(BBOX(-180,-90,0,90),geom)
  rivers 11 S_DISJOINT(LINESTRING(-60 -90,-60 90),geom)
  places 1 S_EQUALS(POINT(6.1300028 49.6116604),geom)
  countries 3 S_TOUCHES(POLYGON((6.043073357781111 50.128051662794235,6.242751092156993 49.90222565367873,6.186320428094177 49.463802802114515,5.897759230176348 49.44266714130711,5.674051954784829 49.529483547557504,5.782417433300907 50.09032786722122,6.043073357781111 50.128051662794235)),geom)
  countries 3 S_TOUCHES(POINT(6.043073357781111 50.128051662794235),geom)
  countries 2 S_TOUCHES(POINT(6.242751092156993 49.90222565367873),geom)
  countries 3 S_TOUCHES(LINESTRING(6.043073357781111 50.128051662794235,6.242751092156993 49.90222565367873),geom)
  rivers 1 S_CROSSES(BBOX(0,40,10,50),geom)
  rivers 2 S_CROSSES(LINESTRING(-60 -90,-60 90),geom)
  countries 44 S_CONTAINS(BBOX(-180,-90,0,90),geom)
  places 74 S_CONTAINS(BBOX(-180,-90,0,90),geom)
  rivers 4 S_CONTAINS(BBOX(-180,-90,0,90),geom)
  countries 1 S_WITHIN(BBOX(7,50,8,51),geom)
  countries 1 S_WITHIN(LINESTRING(7 50,8 51),geom)
  countries 1 S_WITHIN(POINT(7.02 49.92),geom)
  countries 11 S_OVERLAPS(BBOX(-180,-90,0,90),geom)
  places 1 t_after(date('2022-04-16'),"date")
  places 1 t_before(date('2022-04-16'),"date")
  places 2 t_disjoint(date('2022-04-16'),"date")
  places 1 t_equals(date('2022-04-16'),"date")
  places 1 t_intersects(date('2022-04-16'),"date")
  places 1 t_after(interval('2022-01-01','2022-12-31'),"date")
  places 1 t_before(interval('2022-01-01','2022-12-31'),"date")
  places 2 t_disjoint(interval('2022-01-01','2022-12-31'),"date")
  places 0 t_equals(interval('2022-01-01','2022-12-31'),"date")
  places 1 t_equals(interval('2022-04-16','2022-04-16'),"date")
  places 1 t_intersects(interval('2022-01-01','2022-12-31'),"date")
  places 1 t_after(timestamp('2022-04-16T10:13:19Z'),start)
  places 1 t_before(timestamp('2022-04-16T10:13:19Z'),start)
  places 2 t_disjoint(timestamp('2022-04-16T10:13:19Z'),start)
  places 1 t_equals(timestamp('2022-04-16T10:13:19Z'),start)
  places 1 t_intersects(timestamp('2022-04-16T10:13:19Z'),start)
  places 1 t_after(interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'),start)
  places 0 t_before(interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'),start)
  places 1 t_disjoint(interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'),start)
  places 0 t_equals(interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'),start)
  places 2 t_intersects(interval('2022-01-01T00:00:00Z','2022-12-31T23:59:59Z'),start)
  places 2 t_after(interval('2023-01-01T00:00:00Z','..'),interval(start,end))
  places 1 t_before(interval('..','2022-04-16T10:13:19Z'),interval(start,end))
  places 1 t_disjoint(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'),interval(start,end))
  places 1 t_equals(interval('2021-04-16T10:15:59Z','2022-04-16T10:16:06Z'),interval(start,end))
  places 2 t_intersects(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:09Z'),interval(start,end))
  places 2 T_CONTAINS(interval('2021-04-16T10:13:19Z','2023-04-16T10:15:10Z'),interval(start,end))
  places 1 T_DURING(interval('2022-07-01T00:00:00Z','2022-12-31T23:59:59Z'),interval(start,end))
  places 1 T_FINISHES(interval('2022-04-16T10:13:19Z','2022-04-16T10:16:06Z'),interval(start,end))
  places 0 T_FINISHEDBY(interval('2022-04-16T10:13:19Z','2022-04-16T10:16:06Z'),interval(start,end))
  places 1 T_MEETS(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'),interval(start,end))
  places 0 T_METBY(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'),interval(start,end))
  places 0 T_OVERLAPPEDBY(interval('2020-04-16T10:13:19Z','2022-04-16T10:15:10Z'),interval(start,end))
  places 0 T_OVERLAPS(interval('2022-04-16T10:13:19Z','2023-04-16T10:15:10Z'),interval(start,end))
  places 0 T_STARTEDBY(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'),interval(start,end))
  places 1 T_STARTS(interval('2022-04-16T10:13:19Z','2022-04-16T10:15:10Z'),interval(start,end))
`;

export const expectedCounts: readonly ExpectedCount[] = lines
  .split('\n  # ')
  .slice(1)
  .flatMap((block) => {
    const [requirementClass, ...rows] = block.trim().split('\n');
    return rows.map((row) => {
      const [, table, count, filter] = /^ *(\w+) (\d+) (.*)$/.exec(row)!;
      return { requirementClass, table: table as NaturalEarthTable, count: Number(count), filter };
    });
  });

from _datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


east = timezone(timedelta(hours=5, minutes=30))
n = datetime(2024, 3, 10, 12, 34, 56, 789012)
a = n.replace(tzinfo=UTC)
for f in (
    lambda: n<a,
    lambda: n==a,
    lambda: n-a,
    lambda: a-n.replace(tzinfo=east),
    lambda: a<n.replace(tzinfo=east),
    lambda: n<date(2024,1,1),
    lambda: date(2024,1,1)<n,
    lambda: n==date(2024,3,10),
    lambda: date(2024,3,10)==n,
    lambda: a==a.astimezone(east),
    lambda: a.astimezone(east),
    lambda: n.astimezone(UTC),
    lambda: n.astimezone(),
    lambda: n.timestamp(),
    lambda: a.timestamp(),
    lambda: datetime.fromtimestamp(1e9,UTC),
    lambda: datetime.fromtimestamp(1.5),
    lambda: datetime.fromtimestamp(-1.25,UTC),
    lambda: datetime.fromtimestamp(1e20),
    lambda: datetime.fromtimestamp("x"),
    lambda: datetime.fromtimestamp(float('nan')),
    lambda: date.fromtimestamp(86400*400),
    lambda: date.fromordinal(0),
    lambda: date.fromordinal(730000),
    lambda: date.fromordinal(10**7),
    lambda: date.fromisocalendar(2020,53,7),
    lambda: date.fromisocalendar(2021,53,7),
    lambda: date.fromisocalendar(2021,3,8),
    lambda: date.fromisocalendar(0,3,8),
    lambda: datetime.fromisocalendar(2021,3,5),
    lambda: date(),
    lambda: date(1),
    lambda: date(1,2,3,4),
    lambda: date(year=1,month=2,day=3),
    lambda: date(1,2,day=3),
    lambda: date(1,2,3,day=3),
    lambda: date(1,2,d=3),
    lambda: date(1.0,1,1),
    lambda: date("1",1,1),
    lambda: date(2**40,1,1),
    lambda: date(2**70,1,1),
    lambda: date(10000,1,1),
    lambda: date(1,13,1),
    lambda: date(1,0,1),
    lambda: datetime(1,1,1,24),
    lambda: datetime(1,1,1,0,60),
    lambda: datetime(1,1,1,0,0,60),
    lambda: datetime(1,1,1,0,0,0,10**6),
    lambda: datetime(1,1,1,tzinfo=5),
    lambda: datetime(1,1),
    lambda: datetime(1,1,1,1,1,1,1,None,1),
    lambda: time(1,2,3,4,UTC,fold=1),
    lambda: time(tzinfo=3),
    lambda: time(1,x=1),
    lambda: timedelta(1,2,3,4,5,6,7),
    lambda: timedelta(1.5),
    lambda: timedelta(seconds=1e-7*5),
    lambda: timedelta(microseconds=0.5),
    lambda: timedelta(microseconds=1.5),
    lambda: timedelta(days=None),
    lambda: timedelta(x=1),
    lambda: timedelta(days=1e20),
    lambda: timedelta(10**9),
    lambda: timedelta(days=-1,microseconds=1),
    lambda: timedelta(1)/0,
    lambda: timedelta(1)//0,
    lambda: timedelta(1)%timedelta(0),
    lambda: timedelta(1)/timedelta(0),
    lambda: timedelta(1)*1.5,
    lambda: timedelta(1)/1.5,
    lambda: timedelta(1)/timedelta(2),
    lambda: timedelta(7)//timedelta(2),
    lambda: 3*timedelta(1),
    lambda: timedelta(1)*"a",
    lambda: timedelta(1)+1,
    lambda: 1-timedelta(1),
    lambda: timedelta(1)<1,
    lambda: timedelta(1)==1,
    lambda: timedelta.max+timedelta(1),
    lambda: -timedelta.max,
    lambda: timedelta.min-timedelta(1),
    lambda: date.max+timedelta(1),
    lambda: date.min-timedelta(1),
    lambda: date(2024,1,1)-n,
    lambda: n-date(2024,1,1),
    lambda: n+timedelta(1),
    lambda: timedelta(1)+n,
    lambda: n+n,
    lambda: timezone(5),
    lambda: timezone(timedelta(1)),
    lambda: timezone(timedelta(0),5),
    lambda: timezone(timedelta(0),"X"),
    lambda: timezone(timedelta(0)) is UTC,
    lambda: str(timezone(timedelta(seconds=-3661))),
    lambda: east.tzname(None),
    lambda: east.utcoffset(5),
    lambda: east.fromutc(n),
    lambda: east.fromutc(n.replace(tzinfo=east)),
    lambda: tzinfo().utcoffset(n),
    lambda: tzinfo().fromutc(n),
    lambda: timezone.min,
    lambda: timezone.max,
    lambda: east==timezone(timedelta(hours=5,minutes=30)),
    lambda: datetime.combine(1,2),
    lambda: datetime.combine(date.max,time.max,UTC),
    lambda: n.replace(hour=25),
    lambda: n.replace(year=2020,fold=1),
    lambda: n.isoformat(' ','hours'),
    lambda: n.isoformat(timespec='x'),
    lambda: n.isoformat('ab'),
    lambda: a.isoformat(),
    lambda: time(1,2,3,4,east).isoformat(timespec='milliseconds'),
    lambda: a.strftime("%z %Z %:z"),
    lambda: time(3,4).strftime("%H:%M %Y"),
    lambda: date(2024,1,1).strftime("%H %f"),
    lambda: format(n,"%d"),
    lambda: format(n,""),
    lambda: n.strftime(5),
    lambda: format(n,5),
    lambda: n.ctime(),
    lambda: n.timetuple(),
    lambda: a.utctimetuple(),
    lambda: n.date(),
    lambda: n.time(),
    lambda: a.timetz(),
    lambda: n.isocalendar(),
    lambda: tuple(n.isocalendar()),
    lambda: n.isocalendar().week,
    lambda: n.__reduce__(),
    lambda: a.__reduce_ex__(4),
    lambda: time(1,fold=1).__reduce_ex__(4),
    lambda: date(1,2,3).__reduce__(),
    lambda: timedelta(1).__reduce__(),
    lambda: east.__reduce__(),
    lambda: time(1)<time(2,tzinfo=UTC),
    lambda: time(1,tzinfo=UTC)==time(6,30,tzinfo=east),
    lambda: bool(time(0)),
    lambda: bool(timedelta(0)),
    lambda: n.fold,
    lambda: n.tzinfo,
    lambda: setattr(n,'year',1),
    lambda: n.foo,
    lambda: datetime.min,
    lambda: datetime.max,
    lambda: datetime.resolution,
    lambda: date.resolution,
    lambda: time.min,
    lambda: isinstance(n,date),
    lambda: sorted([timedelta(2),timedelta(1)]),
    lambda: sum([timedelta(1)]*3,timedelta()),
    lambda: str(timedelta(days=-1,hours=1)),
    lambda: str(timedelta(days=2,microseconds=5)),
    lambda: timedelta(hours=1).total_seconds(),
    lambda: abs(timedelta(-1,5)),
    lambda: divmod(timedelta(5,7),timedelta(2)),
    lambda: timedelta(5)%timedelta(2),
):
    t(f)
DATES = "2024-01-02 20240102 2024-W01-2 2024W012 2024-W01 2024W01 2024-13-01 2024-1-1 2024-02-30 x"
for text in DATES.split():
    t(lambda: date.fromisoformat(text))
    t(lambda: datetime.fromisoformat(text))
TIMES = """03 03:04 03:04:05 030405 03:04:05.1 03:04:05,123456789 03:04:05Z 03:04:05+05 03:04:05-05:30
03:04:05+05:30:10.5 25:00 03:04:05+24:00 3:4 03:0405 03:04:05. 03:04:05+5"""
for text in TIMES.split():
    t(lambda: time.fromisoformat(text))
    t(lambda: datetime.fromisoformat("2024-01-02T" + text))


class Stamp(datetime):
    pass


s = Stamp(2024, 1, 1)
print(repr(s), repr(s + timedelta(1)), type(s.replace(day=5)).__name__, repr(s.date()))
print(repr(Stamp.fromisoformat("2024-01-01")), Stamp.fromordinal(730000))


class Eastern(tzinfo):
    def utcoffset(self, when):
        return timedelta(hours=-5) + self.dst(when)

    def dst(self, when):
        return timedelta(hours=1) if when and 3 < when.month < 11 else timedelta(0)

    def tzname(self, when):
        return "EDT" if self.dst(when) else "EST"


z = Eastern()
print(datetime(2024, 7, 1, 12, tzinfo=UTC).astimezone(z).isoformat())
print(datetime(2024, 1, 1, 12, tzinfo=z).astimezone(UTC), datetime(2024, 7, 1, tzinfo=z).strftime("%Z %z"))
print(hash(a) == hash(a.astimezone(east)), {date(2024, 1, 1): 1}[date(2024, 1, 1)])


class Bad(tzinfo):
    def utcoffset(self, when):
        return 5

    def tzname(self, when):
        return 5


b = datetime(2024, 1, 1, tzinfo=Bad())
for f in (lambda: b.utcoffset(), lambda: b.tzname(), lambda: b.dst(), lambda: b.isoformat()):
    t(f)

use super::words::{mysql as in_mysql, postgres as in_postgres};
use super::{Database, Fault, Outcome, Session, Store, Surroundings, parse, statements};
use crate::clock::Timestamp;

fn session(mysql: bool) -> Session {
    let mut store = Store::default();
    store.databases.insert("d".into(), Database::default());
    let around = Surroundings {
        mysql,
        now: Timestamp::from_seconds(0),
        version: "18".into(),
        user: "u".into(),
        database: Some("d".into()),
    };
    Session::new(store, around)
}

/// What statements come to, the last of them in full: rows, a tag, or what went wrong.
fn said(session: &mut Session, text: &str) -> String {
    let mysql = session.around.mysql;
    let mut last = String::new();
    for statement in statements(text, mysql).unwrap_or_else(|_| vec![text.to_string()]) {
        last = match parse(&statement, mysql).and_then(|parsed| session.run(parsed)) {
            Ok(Outcome::Rows { rows, .. } | Outcome::Returned { rows, .. }) => {
                let row = |row: &Vec<super::Value>| row.iter().map(super::Value::plain).collect::<Vec<_>>().join("|");
                rows.iter().map(row).collect::<Vec<_>>().join("\n")
            }
            Ok(Outcome::Done { tag, .. }) => tag.to_string(),
            Err(fault) if mysql => return in_mysql(&fault, session),
            Err(fault) => return in_postgres(&fault).0,
        };
    }
    last
}

const PEOPLE: &str = "create table p (id int primary key, name text, age int);
    insert into p values (1, 'Ann', 30), (2, 'Bob', null), (3, 'Cid', 30);
    create table o (pid int, what text); insert into o values (1, 'pen'), (1, 'ink'), (3, 'pen'), (9, 'cup')";

#[test]
fn tables_are_joined_and_grouped() {
    let mut session = session(false);
    said(&mut session, PEOPLE);
    for (select, expected) in [
        ("select name, what from p join o on p.id = o.pid order by name, what", "Ann|ink\nAnn|pen\nCid|pen"),
        ("select name, what from p left join o on id = pid where what is null", "Bob|"),
        ("select count(*) from p, o", "12"),
        ("select a.name from p a join p b on a.age = b.age and a.id < b.id", "Ann"),
        ("select age, count(*), min(name) from p group by age order by age", "30|2|Ann\n|1|Bob"),
        ("select what, count(*) as n from o group by what having count(*) > 1", "pen|2"),
        ("select what from o group by 1 order by count(*) desc, what limit 1 offset 1", "cup"),
        ("select name, count(pid) from p left join o on id = pid group by id order by id", "Ann|2\nBob|0\nCid|1"),
        ("select count(distinct age), avg(age), sum(age) from p", "1|30.0000000000000000|60"),
        ("select p.* from p where id between 2 and 3 and name not like 'B%'", "3|Cid|30"),
        ("select distinct age from p where age is not null", "30"),
        ("select case when age is null then 'none' else 'some' end from p where id = 2", "none"),
        ("select id from p where age in (1, null)", ""),
        (
            "select name from p group by age",
            "column \"p.name\" must appear in the GROUP BY clause or be used in an aggregate function",
        ),
        ("select pid from p a, o, o b", "column reference \"pid\" is ambiguous"),
        ("select x.id from p", "missing FROM-clause entry for table \"x\""),
        ("select count(*) from p where count(*) > 1", "aggregate functions are not allowed here"),
        ("select id from p order by 2", "position 2 is not in select list"),
    ] {
        assert_eq!(said(&mut session, select), expected, "{select}");
    }
}

#[test]
fn selects_stand_in_selects_and_beside_them() {
    let mut session = session(false);
    said(&mut session, PEOPLE);
    for (statement, expected) in [
        ("select name from p where id in (select pid from o where what = 'pen') order by id", "Ann\nCid"),
        ("select name from p where id not in (select pid from o)", "Bob"),
        ("select name from p where exists (select 1 from o where o.pid = p.id and what = 'ink')", "Ann"),
        ("select name from p a where not exists (select * from o where pid = a.id)", "Bob"),
        (
            "select name, (select count(*) from o where pid = id) as n from p order by n desc, name",
            "Ann|2\nCid|1\nBob|0",
        ),
        ("select what from o where pid = (select max(id) from p)", "pen"),
        ("select x.age, x.n from (select age, count(*) n from p group by age) as x where x.n > 1", "30|2"),
        ("select avg(n) from (select pid, count(*) as n from o group by pid) t", "1.3333333333333333"),
        ("select name from p where id = 1 union select what from o order by 1", "Ann\ncup\nink\npen"),
        ("select what from o union all select name from p order by what limit 2 offset 5", "pen\npen"),
        ("select pid from o intersect select id from p order by pid", "1\n3"),
        ("(select id from p order by id desc limit 1) union (select 7) order by id", "3\n7"),
        ("select id from p except select pid from o", "2"),
        ("with pens as (select pid from o where what = 'pen') select name from p join pens on id = pid", "Ann\nCid"),
        ("select name, what from p right join o on id = pid where name is null", "|cup"),
        ("select count(*) from p full join o on id = pid", "5"),
        (
            "create table c (id int, city text); insert into c values (1, 'Rome'), (4, 'Oslo'); select * from c join p using (id)",
            "1|Rome|Ann|30",
        ),
        ("select * from p natural join c", "1|Ann|30|Rome"),
        ("select * from p right join c using (id) order by id", "1|Ann|30|Rome\n4|||Oslo"),
        ("select id, city from p left join c using (id) where p.id < 3 order by c.id", "1|Rome\n2|"),
        (
            "insert into c (id, city) select id + 10, name from p where age = 30; select * from c where id > 10",
            "11|Ann\n13|Cid",
        ),
        ("insert into c values ((select max(id) + 1 from c), 'Bonn'); select max(id) from c", "14"),
        ("delete from c where id in (select id + 10 from p); select count(*) from c", "3"),
        (
            "update p set age = (select count(*) from o where pid = p.id) where age is null; select age from p where id = 2",
            "0",
        ),
        ("select (select id from p)", "more than one row returned by a subquery used as an expression"),
        ("select id from p where id in (select * from o)", "subquery must return only one column"),
        ("select 1 union select 1, 2", "each UNION query must have the same number of columns"),
        ("select name from p where exists (select 1 from o where o.nope = p.id)", "column o.nope does not exist"),
    ] {
        assert_eq!(said(&mut session, statement), expected, "{statement}");
    }
    session.around.mysql = true;
    assert_eq!(
        said(&mut session, "select * from (select 1)"),
        "ERROR 1248 (42000): Every derived table must have its own alias"
    );
    assert_eq!(said(&mut session, "show tables from d"), "c\no\np");
    assert!(said(&mut session, "show columns from c").starts_with("id|integer|YES|"));
}

#[test]
fn nothing_is_neither_equal_nor_counted() {
    let mut session = session(false);
    let select = "select null = null, null is null, coalesce(null, 3), nullif(1, 1), upper(null), concat(null, 1), length(null), \
                  not null, null and false, null or true, 1 in (2, null)";
    assert_eq!(said(&mut session, select), "|t|3|||1|||f|t|");
    session.around.mysql = true;
    assert_eq!(said(&mut session, "select concat(null, 1), ifnull(null, 2), if(null, 1, 2), isnull(null)"), "|2|2|t");
}

#[test]
fn keys_of_several_columns_are_one_key() {
    let mut session = session(false);
    let table = "create table k (a int, b int, c text, primary key (a, b), unique (b, c))";
    assert_eq!(said(&mut session, table), "CREATE TABLE");
    assert_eq!(
        said(&mut session, "insert into k values (1, 1, 'x'), (1, 2, 'x'), (2, 2, null), (3, 2, null)"),
        "INSERT 0"
    );
    for (insert, constraint) in [("(1, 2, 'q')", "k_pkey"), ("(4, 2, 'x')", "k_b_c_key")] {
        let said = said(&mut session, &format!("insert into k values {insert}"));
        assert_eq!(said, format!("duplicate key value violates unique constraint \"{constraint}\""));
    }
    assert_eq!(said(&mut session, "update k set b = b + 1"), "UPDATE");
    session.around.mysql = true;
    let expected = "ERROR 1062 (23000): Duplicate entry '1-2' for key 'k.PRIMARY'";
    assert_eq!(said(&mut session, "insert into k values (1, 2, 'z')"), expected);
}

#[test]
fn schemas_hold_tables_of_their_own() {
    let mut session = session(false);
    let lines = "create schema s; create table s.t (a int); create table t (b int); insert into s.t values (7)";
    assert_eq!(said(&mut session, lines), "INSERT 0");
    assert_eq!(said(&mut session, "select t.a from s.t; select * from s.t"), "7");
    assert_eq!(said(&mut session, "select b from public.t"), "");
    assert_eq!(said(&mut session, "create table n.t (a int)"), "schema \"n\" does not exist");
    assert_eq!(said(&mut session, "drop schema s"), "cannot drop schema s because other objects depend on it");
    assert_eq!(said(&mut session, "drop schema s cascade; select * from s.t"), "relation \"s.t\" does not exist");
}

#[test]
fn what_is_not_simulated_says_so_and_what_is_wrong_is_a_syntax_error() {
    let mut postgres = session(false);
    said(&mut postgres, PEOPLE);
    for later in [
        "with recursive x as (select 1) select * from x",
        "select lag(id) over (order by id) from p",
        "select sum(id) over (order by id rows unbounded preceding) from p",
        "insert into p values (1) on conflict on constraint p_pkey do nothing",
        "create index i on p (lower(name))",
        "create view v as select 1",
        "create table r (a int references p)",
        "select a->'b' from p",
        "explain select 1",
    ] {
        let said = said(&mut postgres, later);
        assert!(said.starts_with("layercake: postgres: this statement is not simulated: "), "{later}: {said}");
    }
    for wrong in ["selec 1", "select from from p", "select 1 1", "create tabel x", "select * from p where", "insert p"]
    {
        let said = said(&mut postgres, wrong);
        assert!(said.starts_with("syntax error at "), "{wrong}: {said}");
    }
    // Words that are keywords only elsewhere are names.
    let words =
        "create table w (key int, index int, \"from\" int); insert into w (key, index, \"from\") values (1, 2, 3)";
    said(&mut postgres, words);
    assert_eq!(said(&mut postgres, "select key, index, w.from, \"from\" from w"), "1|2|3|3");
}

#[test]
fn numbers_that_do_not_fit_are_refused_and_all_others_are_kept() {
    let mut session = session(false);
    said(&mut session, "create table n (f double precision, i int, s varchar(3), m numeric(6,2))");
    assert_eq!(said(&mut session, "insert into n values ('inf', 1, 'abc', 1), ('nan', 2, null, 2.5)"), "INSERT 0");
    let kept = serde_json::to_string(&session.store).unwrap();
    session.store = serde_json::from_str(&kept).unwrap();
    assert_eq!(said(&mut session, "select * from n"), "Infinity|1|abc|1.00\nNaN|2||2.50");
    for (statement, expected) in [
        ("insert into n (i) values (3000000000)", "integer out of range"),
        ("insert into n (s) values ('abcd')", "value too long for type character varying(3)"),
        ("select 9223372036854775807 + 1", "bigint out of range"),
        ("select -(-9223372036854775807 - 1)", "bigint out of range"),
        ("select 1e308 * 10", "value out of range: overflow"),
        ("select 1 / 0", "division by zero"),
    ] {
        assert_eq!(said(&mut session, statement), expected, "{statement}");
    }
}

#[test]
fn only_what_changes_something_is_to_be_kept() {
    let mut session = session(false);
    said(&mut session, PEOPLE);
    assert!(session.takes_keeping());
    for (statements, changed) in [
        ("select * from p", false),
        ("update p set age = 1 where id = 99", false),
        ("delete from p where false", false),
        ("insert into p values (1, 'twice', 1)", false),
        ("begin; delete from p; rollback", false),
        ("create table if not exists p (a int)", false),
        ("begin; delete from o; commit", true),
    ] {
        said(&mut session, statements);
        assert_eq!(session.takes_keeping(), changed, "{statements}");
    }
}

#[test]
fn deep_expressions_name_their_limit_and_lists_have_none() {
    let mut session = session(false);
    let nested = [
        ("(", ")"),
        ("abs(", ")"),
        ("1 in (", ")"),
        ("coalesce(1, ", ")"),
        ("case when ", " then 1 end"),
        ("(select ", ")"),
        ("exists (select ", ")"),
    ];
    for (open, close) in nested {
        let select = format!("select {}1{}", open.repeat(20_000), close.repeat(20_000));
        assert_eq!(parse(&select, false), Err(Fault::TooDeep), "{open}");
    }
    for chain in ["+1", "::int", " is null", " = 1", " || 'x'"] {
        assert_eq!(parse(&format!("select 1{}", chain.repeat(20_000)), false), Err(Fault::TooDeep), "{chain}");
    }
    for (before, after) in [("not ", ""), ("- ", ""), ("", " and true"), ("", " or false"), ("", ", 1")] {
        let select = format!("select {}1{}", before.repeat(20_000), after.repeat(20_000));
        assert!(!said(&mut session, &select).contains("layercake"), "{before}{after}");
    }
}

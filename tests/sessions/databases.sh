docker run -d --name rd redis
docker exec rd redis-cli ping
docker exec rd redis-cli set a "hello world"
docker exec rd redis-cli get a
docker exec rd redis-cli incr n
docker exec rd redis-cli lpush l a b c
docker exec rd redis-cli lrange l 0 -1
docker exec rd redis-cli keys '*'
docker exec rd redis-cli get
docker exec rd redis-cli XADD s '*' a b
docker exec -t rd redis-cli get a
docker exec -t rd redis-cli lrange l 0 -1
docker exec -t rd redis-cli get nope
docker exec rd redis-cli zadd z inf top 1.5 low
docker exec rd redis-cli zrange z 0 -1 withscores
docker exec rd redis-cli decrby n -9223372036854775808
docker exec rd redis-cli -h other ping
docker exec rd redis-cli -p 6380 ping
docker run --rm redis redis-cli ping
docker run -d --name pg -e POSTGRES_PASSWORD=x -v pgdata:/var/lib/postgresql postgres
docker exec pg psql --version
docker exec pg psql -U postgres -c 'select 1'
docker exec pg psql -c 'select 1'
docker exec pg psql -U postgres -c '\l'
docker exec pg psql -U postgres -c "create table users (id serial primary key, name text not null, born date default now())"
docker exec pg psql -U postgres -c "insert into users (name) values ('Ann'), ('Bob')"
docker exec pg psql -U postgres -c "select * from users"
docker exec pg psql -U postgres -c "select id, name as n from users where name like 'A%' order by id desc limit 1"
docker exec pg psql -U postgres -c "select count(*) from users"
docker exec pg psql -U postgres -tAc "select name from users"
docker exec pg psql -U postgres -c "select * from nope"
docker exec pg psql -U postgres -c "selec 1"
docker exec pg psql -U postgres -c "insert into users values (1,'x')"
docker exec pg psql -U postgres -c "insert into users (id) values (9)"
docker exec pg psql -U postgres -c '\dt' -c '\d users' -c '\du'
docker exec pg psql -U postgres -c 'create database shop'
docker exec pg psql -U postgres -d shop -c '\dt'
docker exec pg psql -U postgres -d nope -c '\dt'
docker exec pg psql -U postgres -c "select a.id from users a natural join b"
docker exec pg psql -U postgres -c "create table visits (user_id int, page text, primary key (user_id, page)); insert into visits values (1, 'home'), (1, 'news')"
docker exec pg psql -U postgres -c "select name, count(page) as pages, max(page) from users left join visits on users.id = visits.user_id group by users.id order by pages desc"
docker exec pg psql -U postgres -c "insert into visits values (1, 'home')" -c '\d visits'
docker exec pg psql -U postgres -c "create table posts (id serial primary key, user_id int, title text); insert into posts (user_id, title) values (1, 'one'), (1, 'two'), (9, 'lost')" -c "select name, (select count(*) from posts p where p.user_id = u.id) from users u order by name" -c "select name from users where id in (select user_id from posts) union select title from posts order by 1" -c "select id, t.n from users join (select user_id as id, count(*) as n from posts group by user_id) t using (id)"
docker exec pg psql -U postgres -x -c "select * from users"
docker exec pg psql -U postgres --csv -c "select id, coalesce(null, 'a,b') as c from users"
docker exec pg psql -U postgres -h db -c 'select 1'
docker exec pg psql -U postgres -p 5433 -c 'select 1'
printf 'select 1 as one \\g\n\\dn\ncreate schema s;\n' | docker exec -i pg psql -U postgres
docker run --rm postgres psql -U postgres -c 'select 1'
echo "update users set name = 'Cid' where id = 1; delete from users where id=2; select * from users;" | docker exec -i pg psql -U postgres
docker rm -f pg
docker run -d --name p2 -e POSTGRES_PASSWORD=x -v pgdata:/var/lib/postgresql postgres
docker exec p2 psql -U postgres -c "select * from users"
docker run -d --name my -e MYSQL_ROOT_PASSWORD=pw -e MYSQL_DATABASE=app mysql
docker exec my mysql -uroot -ppw -e 'show databases'
docker exec my mysql -uroot -pno -e 'show databases'
docker exec my mysql -uroot -ppw app -e 'create table t (id int auto_increment primary key, name varchar(20)); insert into t (name) values ("a"),("b"); select * from t; show tables; describe t'
docker exec -t my mysql -uroot -ppw app -e 'select * from t'
docker exec my mysql -uroot -ppw -e 'select * from t'
docker exec my mysql -uroot -ppw -e 'select version(), 1+1'
docker exec my mysql -uroot -ppw app -e 'select name from t where id = 1\G'
docker exec my mysql -uroot -ppw -h db -e 'select 1'
docker exec my mysql --version

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
docker exec pg psql -U postgres -c "select a.id from users a join b on a.id=b.id"
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
docker exec my mysql --version

docker run --rm alpine sh -c 'adduser -D bob; su bob -c "whoami; id -u; echo \$HOME \$USER"; su - bob -c pwd; su nope -c ls; whoami; echo $HOME'
docker run --rm debian sh -c 'useradd -m bob; su bob -c "whoami; pwd"; su - bob -c "pwd; echo \$USER \$SHELL"; su -s /bin/sh bob -c "echo \$0 \$1" a b; su nope; su -c id'
docker run --rm -u nobody alpine su -c id; docker run --rm -u nobody debian su -c id

date +%T; timeout 1 sleep 5; echo $?; timeout -s KILL 1 sleep 5; echo $?; date +%T
timeout 2 sh -c 'while true; do echo tick; sleep 1; done'; echo $?; timeout 3 sh -c 'while :; do :; done'; echo $?; date +%T
docker run --rm alpine sh -c 'timeout 1 sleep 5; echo $?; timeout 3 sleep 1; echo $?'; docker run --rm debian sh -c 'timeout 1 sleep 5; echo $?; timeout -k 1 1 sh -c "trap \"\" TERM; sleep 9"; echo $?'
docker run -d --name bounded debian timeout 5 tail -f /etc/hostname; sleep 3; docker ps --format '{{.Names}}'; sleep 3; docker ps -a --format '{{.Names}} {{.Status}}'
docker run -d --name asked debian timeout 500 sleep 1000; docker top asked -o pid,cmd; docker stop asked; docker wait asked
docker run --rm debian bash -c 'timeout 2 bash -c "trap \"echo bye; exit 3\" TERM; while true; do sleep 1; done"; echo $?'
timeout 2 python3 -c 'import time; print("lost"); time.sleep(9)' | cat; timeout 2 python3 -c 'import time; print("seen", flush=True); time.sleep(9)' | cat
